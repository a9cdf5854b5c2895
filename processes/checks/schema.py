"""What BPMN elements may hold: their children and attributes, as one compact table of our own.

Read from the metamodel and XML schema listings of BPMN 2.0.2 (OMG formal/2013-12-09). A line of the table is

    kinds : parent kinds of the table : children : attributes

A kind has the children and attributes of its parent kinds too. `@group` stands for every kind of a group. An attribute
is `name`, with `!` when it is required and `=` and its type when it is not text. The order of children is not held.
"""

from dataclasses import dataclass
from functools import cache

GROUPS = {
    "node": "startEvent endEvent intermediateCatchEvent intermediateThrowEvent boundaryEvent event implicitThrowEvent "
    "exclusiveGateway inclusiveGateway parallelGateway eventBasedGateway complexGateway task userTask manualTask "
    "scriptTask serviceTask businessRuleTask sendTask receiveTask subProcess transaction adHocSubProcess callActivity "
    "choreographyTask subChoreography callChoreography",
    "data": "dataObject dataObjectReference dataStoreReference",
    "artifact": "association group textAnnotation",
    "definition": "cancelEventDefinition compensateEventDefinition conditionalEventDefinition errorEventDefinition "
    "escalationEventDefinition linkEventDefinition messageEventDefinition signalEventDefinition "
    "terminateEventDefinition timerEventDefinition",
    "role": "resourceRole performer humanPerformer potentialOwner",
    "loop": "multiInstanceLoopCharacteristics standardLoopCharacteristics",
    "talk": "conversation subConversation callConversation",
    "root": "process collaboration choreography globalConversation globalChoreographyTask category "
    "correlationProperty dataStore endPoint error escalation globalTask globalUserTask globalManualTask "
    "globalScriptTask globalBusinessRuleTask interface itemDefinition message partnerEntity partnerRole resource "
    "signal",
}
TYPES = {
    "yes": ("true", "false", "1", "0"),
    "direction": ("Unspecified", "Converging", "Diverging", "Mixed"),
    "arrow": ("None", "One", "Both"),
    "order": ("Parallel", "Sequential"),
    "first": ("Exclusive", "Parallel"),
    "item": ("Information", "Physical"),
    "behaviour": ("None", "One", "All", "Complex"),
    "process": ("None", "Public", "Private"),
    "repeat": ("None", "Standard", "MultiInstanceSequential", "MultiInstanceParallel"),
    "relation": ("None", "Forward", "Backward", "Both"),
}
TABLE = """
any : : documentation extensionElements : id
definitions : any : import extension relationship @root @definition : name targetNamespace! expressionLanguage \
  typeLanguage exporter exporterVersion
import : : : namespace! location! importType!
extension : : documentation : definition mustUnderstand=yes
relationship : any : source target : type! direction=relation
documentation : : * : id textFormat
extensionElements : : * :
element : any : auditing monitoring categoryValueRef : name
flowNode : element : incoming outgoing :
auditing monitoring : any : :
sequenceFlow : element : conditionExpression : sourceRef! targetRef! isImmediate=yes
activity : flowNode : ioSpecification property dataInputAssociation dataOutputAssociation @role @loop : \
  isForCompensation=yes startQuantity completionQuantity default
task manualTask : activity : :
userTask : activity : rendering : implementation
serviceTask : activity : : implementation operationRef
businessRuleTask : activity : : implementation
sendTask : activity : : implementation operationRef messageRef
receiveTask : activity : : implementation operationRef messageRef instantiate=yes
scriptTask : activity : script : scriptFormat
callActivity : activity : : calledElement
subProcess : activity : laneSet sequenceFlow @node @data @artifact : triggeredByEvent=yes
transaction : subProcess : : method
adHocSubProcess : subProcess : completionCondition : cancelRemainingInstances=yes ordering=order
happening : flowNode : property @definition eventDefinitionRef :
catching : happening : dataOutput dataOutputAssociation outputSet : parallelMultiple=yes
throwing : happening : dataInput dataInputAssociation inputSet :
event : happening : :
endEvent intermediateThrowEvent implicitThrowEvent : throwing : :
intermediateCatchEvent : catching : :
startEvent : catching : : isInterrupting=yes
boundaryEvent : catching : : cancelActivity=yes attachedToRef!
gateway : flowNode : : gatewayDirection=direction
parallelGateway : gateway : :
exclusiveGateway inclusiveGateway : gateway : : default
complexGateway : gateway : activationCondition : default
eventBasedGateway : gateway : : instantiate=yes eventGatewayType=first
cancelEventDefinition terminateEventDefinition : any : :
compensateEventDefinition : any : : waitForCompletion=yes activityRef
conditionalEventDefinition : any : condition :
errorEventDefinition : any : : errorRef
escalationEventDefinition : any : : escalationRef
linkEventDefinition : any : source target : name
messageEventDefinition : any : operationRef : messageRef
signalEventDefinition : any : : signalRef
timerEventDefinition : any : timeDate timeDuration timeCycle :
multiInstanceLoopCharacteristics : any : loopCardinality loopDataInputRef loopDataOutputRef inputDataItem \
  outputDataItem complexBehaviorDefinition completionCondition : isSequential=yes behavior=behaviour \
  oneBehaviorEventRef noneBehaviorEventRef
standardLoopCharacteristics : any : loopCondition : testBefore=yes loopMaximum
complexBehaviorDefinition : any : condition event :
callable : any : supportedInterfaceRef ioSpecification ioBinding : name
process : callable : auditing monitoring property laneSet sequenceFlow @node @data @artifact @role \
  correlationSubscription supports : processType=process isClosed=yes isExecutable=yes definitionalCollaborationRef
globalTask globalManualTask : callable : @role :
globalUserTask : callable : @role rendering : implementation
globalBusinessRuleTask : callable : @role : implementation
globalScriptTask : callable : @role script : scriptLanguage
laneSet childLaneSet : any : lane : name
lane : any : partitionElement flowNodeRef childLaneSet : name partitionElementRef
resourceRole performer humanPerformer potentialOwner : any : resourceRef resourceParameterBinding \
  resourceAssignmentExpression : name
resourceParameterBinding : any : expression formalExpression : parameterRef!
resourceAssignmentExpression : any : expression formalExpression :
resource : any : resourceParameter : name
resourceParameter : any : : name type isRequired=yes
rendering : any : * :
ioSpecification : any : dataInput dataOutput inputSet outputSet :
ioBinding : any : : operationRef! inputDataRef! outputDataRef!
piece : any : dataState : name itemSubjectRef
dataInput dataOutput inputDataItem outputDataItem : piece : : isCollection=yes
property : piece : :
dataState : any : : name
inputSet : any : dataInputRefs optionalInputRefs whileExecutingInputRefs outputSetRefs : name
outputSet : any : dataOutputRefs optionalOutputRefs whileExecutingOutputRefs inputSetRefs : name
dataInputAssociation dataOutputAssociation : any : sourceRef targetRef transformation assignment :
assignment : any : from to :
dataObject : element : dataState : itemSubjectRef isCollection=yes
dataObjectReference : element : dataState : itemSubjectRef dataObjectRef
dataStoreReference : element : dataState : itemSubjectRef dataStoreRef
dataStore : any : dataState : name capacity isUnlimited=yes itemSubjectRef
association : any : : sourceRef! targetRef! associationDirection=arrow
group : any : : categoryValueRef
textAnnotation : any : text : textFormat
text script : : * :
category : any : categoryValue : name
categoryValue : any : : value
itemDefinition : any : : structureRef isCollection=yes itemKind=item
message : any : : name itemRef
error : any : : name errorCode structureRef
escalation : any : : name escalationCode structureRef
signal : any : : name structureRef
endPoint : any : :
interface : any : operation : name implementationRef
operation : any : inMessageRef outMessageRef errorRef : name implementationRef
partnerEntity partnerRole : any : participantRef : name
correlationProperty : any : correlationPropertyRetrievalExpression : name type
correlationPropertyRetrievalExpression : any : messagePath : messageRef!
correlationKey : any : correlationPropertyRef : name
correlationSubscription : any : correlationPropertyBinding : correlationKeyRef!
correlationPropertyBinding : any : dataPath : correlationPropertyRef!
collaboration globalConversation : any : participant messageFlow @artifact @talk conversationAssociation \
  participantAssociation messageFlowAssociation correlationKey choreographyRef conversationLink : name isClosed=yes
choreography : collaboration : sequenceFlow @node @data :
globalChoreographyTask : choreography : : initiatingParticipantRef
participant : any : interfaceRef endPointRef participantMultiplicity : name processRef
participantMultiplicity : any : : minimum maximum
messageFlow : any : : name sourceRef! targetRef! messageRef
participantAssociation : any : innerParticipantRef outerParticipantRef :
messageFlowAssociation : any : : innerMessageFlowRef! outerMessageFlowRef!
conversationAssociation : any : : innerConversationNodeRef! outerConversationNodeRef!
conversationLink : any : : name sourceRef! targetRef!
talking : any : participantRef messageFlowRef correlationKey : name
conversation : talking : :
subConversation : talking : @talk :
callConversation : talking : participantAssociation : calledCollaborationRef
choreographing : flowNode : participantRef correlationKey : initiatingParticipantRef! loopType=repeat
choreographyTask : choreographing : messageFlowRef :
subChoreography : choreographing : sequenceFlow @node @data @artifact :
callChoreography : choreographing : participantAssociation : calledChoreographyRef
expression formalExpression conditionExpression condition completionCondition activationCondition loopCondition \
  loopCardinality timeDate timeDuration timeCycle from to messagePath dataPath transformation : any : * : \
  language evaluatesToTypeRef
partitionElement : any : * :
"""
_REFERENCES = """
incoming outgoing flowNodeRef eventDefinitionRef dataInputRefs optionalInputRefs whileExecutingInputRefs
outputSetRefs dataOutputRefs optionalOutputRefs whileExecutingOutputRefs inputSetRefs sourceRef targetRef source
target loopDataInputRef loopDataOutputRef operationRef inMessageRef outMessageRef errorRef resourceRef
participantRef interfaceRef endPointRef supportedInterfaceRef supports correlationPropertyRef choreographyRef
innerParticipantRef outerParticipantRef messageFlowRef categoryValueRef
"""
REFERENCES = frozenset(_REFERENCES.split())
"""Children that hold nothing but the id of something."""

NEEDED = {
    "ioSpecification": ("inputSet", "outputSet"),
    "conditionalEventDefinition": ("condition",),
    "assignment": ("from", "to"),
    "dataInputAssociation": ("targetRef",),
    "dataOutputAssociation": ("targetRef",),
    "complexBehaviorDefinition": ("condition",),
    "interface": ("operation",),
    "operation": ("inMessageRef",),
    "correlationProperty": ("correlationPropertyRetrievalExpression",),
    "correlationPropertyRetrievalExpression": ("messagePath",),
    "correlationPropertyBinding": ("dataPath",),
    "participantAssociation": ("innerParticipantRef", "outerParticipantRef"),
    "relationship": ("source", "target"),
}
"""Children that an element cannot do without."""


@dataclass(frozen=True)
class Shape:
    """What one kind of element may hold. anything: it holds what it likes. attributes: name to type, empty for text."""

    children: frozenset[str]
    attributes: dict[str, str]
    required: frozenset[str]
    anything: bool = False


@cache
def shapes() -> dict[str, Shape]:
    """Return the shape of every kind of element that BPMN knows."""
    found: dict[str, Shape] = {name: Shape(frozenset(), {}, frozenset()) for name in REFERENCES}
    for line in TABLE.replace("\\\n", "").strip().splitlines():
        kinds, parents, children, attributes = (part.split() for part in (*line.split(":"), "")[:4])
        for kind in kinds:
            found[kind] = _shape([found[parent] for parent in parents], children, attributes)
    return found


def _shape(parents: list[Shape], children: list[str], attributes: list[str]) -> Shape:
    own = {name for child in children for name in (GROUPS[child[1:]].split() if child[0] == "@" else [child])}
    types = {one.partition("=")[0].rstrip("!"): one.partition("=")[2] for one in attributes}
    required = {one.rstrip("!") for one in attributes if one.endswith("!")}
    return Shape(
        frozenset(own.union(*(parent.children for parent in parents))) - {"*"},
        {name: kind for parent in parents for name, kind in parent.attributes.items()} | types,
        frozenset(required.union(*(parent.required for parent in parents))),
        "*" in own or any(parent.anything for parent in parents),
    )
