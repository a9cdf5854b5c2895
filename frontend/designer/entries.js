// Fields of the properties panel. A field is given how to read and write one fact; it knows no BPMN.
import {
  CheckboxEntry,
  SelectEntry,
  TextAreaEntry,
  TextFieldEntry,
  isCheckboxEntryEdited,
  isSelectEntryEdited,
  isTextAreaEntryEdited,
  isTextFieldEntryEdited,
} from "@bpmn-io/properties-panel";

const shared = ({ id, element, label, description, read, write }) => ({
  id,
  element,
  label,
  description,
  getValue: () => read() ?? "",
  setValue: (value) => write(value || undefined),
});

const SelectField = (props) => SelectEntry({ ...shared(props), getOptions: () => choices(props) });
const TextField = (props) => TextFieldEntry({ ...shared(props), debounce: props.debounce });
const LongField = (props) =>
  TextAreaEntry({ ...shared(props), debounce: props.debounce, rows: 3, autoResize: true, monospace: props.monospace });
const TickField = (props) => CheckboxEntry({ ...shared(props), getValue: () => Boolean(props.read()) });

export const select = (field) => ({ ...field, component: SelectField, isEdited: isSelectEntryEdited });
export const text = (field) => ({ ...field, component: TextField, isEdited: isTextFieldEntryEdited });
export const long = (field) => ({ ...field, component: LongField, isEdited: isTextAreaEntryEdited });
export const tick = (field) => ({ ...field, component: TickField, isEdited: isCheckboxEntryEdited });

// A value which the lists do not hold is shown as it stands: opening the panel never changes the diagram.
function choices({ options, read }) {
  const value = read();
  const known = options.some((option) => option.value === value);
  const foreign = value && !known ? [{ value, label: `${value} (not known here)` }] : [];
  return [{ value: "", label: "None" }, ...foreign, ...options];
}
