"""Which attributes and children of BPMN elements name others, and of which kinds these may be."""

from processes.checks.schema import GROUPS
from processes.model import ACTIVITY_KINDS


def _kinds(names: str) -> frozenset[str]:
    return frozenset(names.split())


_ITEM = _kinds("itemDefinition")
_PIECES = _kinds("dataObject dataObjectReference dataStoreReference dataStore dataInput dataOutput property")
_PIECES |= _kinds("inputDataItem outputDataItem")
_INPUT, _OUTPUT = _kinds("dataInput"), _kinds("dataOutput")
_MESSAGE, _PARTY = _kinds("message"), _kinds("participant")
_DEFINITION = frozenset(GROUPS["definition"].split())

ATTRIBUTES: dict[tuple[str, str], frozenset[str]] = {
    ("messageEventDefinition sendTask receiveTask messageFlow", "messageRef"): _MESSAGE,
    ("correlationPropertyRetrievalExpression", "messageRef"): _MESSAGE,
    ("signalEventDefinition", "signalRef"): _kinds("signal"),
    ("errorEventDefinition", "errorRef"): _kinds("error"),
    ("escalationEventDefinition", "escalationRef"): _kinds("escalation"),
    ("compensateEventDefinition", "activityRef"): frozenset(ACTIVITY_KINDS),
    ("serviceTask sendTask receiveTask ioBinding", "operationRef"): _kinds("operation"),
    ("ioBinding", "inputDataRef"): _kinds("inputSet dataInput"),
    ("ioBinding", "outputDataRef"): _kinds("outputSet dataOutput"),
    ("dataInput dataOutput inputDataItem outputDataItem property", "itemSubjectRef"): _ITEM,
    ("dataObject dataObjectReference dataStoreReference dataStore", "itemSubjectRef"): _ITEM,
    ("message", "itemRef"): _ITEM,
    ("error escalation signal", "structureRef"): _ITEM,
    ("dataObjectReference", "dataObjectRef"): _kinds("dataObject"),
    ("dataStoreReference", "dataStoreRef"): _kinds("dataStore"),
    ("participant", "processRef"): _kinds("process"),
    ("process", "definitionalCollaborationRef"): _kinds("collaboration choreography globalConversation"),
    ("group", "categoryValueRef"): _kinds("categoryValue"),
    ("multiInstanceLoopCharacteristics", "oneBehaviorEventRef"): _DEFINITION,
    ("multiInstanceLoopCharacteristics", "noneBehaviorEventRef"): _DEFINITION,
    ("correlationSubscription", "correlationKeyRef"): _kinds("correlationKey"),
    ("correlationPropertyBinding", "correlationPropertyRef"): _kinds("correlationProperty"),
    ("resourceParameterBinding", "parameterRef"): _kinds("resourceParameter"),
}
"""(kinds, attribute) to the kinds that it may name."""
CHILDREN: dict[tuple[str, str], frozenset[str]] = {
    ("lane", "flowNodeRef"): frozenset(GROUPS["node"].split()) | frozenset(GROUPS["data"].split()),
    ("inputSet", "dataInputRefs"): _INPUT,
    ("inputSet", "optionalInputRefs"): _INPUT,
    ("inputSet", "whileExecutingInputRefs"): _INPUT,
    ("outputSet", "dataOutputRefs"): _OUTPUT,
    ("outputSet", "optionalOutputRefs"): _OUTPUT,
    ("outputSet", "whileExecutingOutputRefs"): _OUTPUT,
    ("inputSet", "outputSetRefs"): _kinds("outputSet"),
    ("outputSet", "inputSetRefs"): _kinds("inputSet"),
    ("dataInputAssociation dataOutputAssociation", "sourceRef"): _PIECES,
    ("dataInputAssociation dataOutputAssociation", "targetRef"): _PIECES,
    ("multiInstanceLoopCharacteristics", "loopDataInputRef"): _PIECES,
    ("multiInstanceLoopCharacteristics", "loopDataOutputRef"): _PIECES,
    ("messageEventDefinition", "operationRef"): _kinds("operation"),
    ("operation", "inMessageRef"): _MESSAGE,
    ("operation", "outMessageRef"): _MESSAGE,
    ("operation", "errorRef"): _kinds("error"),
    ("linkEventDefinition", "source"): _kinds("linkEventDefinition intermediateThrowEvent"),
    ("linkEventDefinition", "target"): _kinds("linkEventDefinition intermediateCatchEvent"),
    ("resourceRole performer humanPerformer potentialOwner", "resourceRef"): _kinds("resource"),
    ("participant", "interfaceRef"): _kinds("interface"),
    ("participant", "endPointRef"): _kinds("endPoint"),
    ("process globalTask", "supportedInterfaceRef"): _kinds("interface"),
    ("process", "supports"): _kinds("process"),
    ("correlationKey", "correlationPropertyRef"): _kinds("correlationProperty"),
    ("partnerEntity partnerRole conversation subConversation callConversation", "participantRef"): _PARTY,
    ("participantAssociation", "innerParticipantRef"): _PARTY,
    ("participantAssociation", "outerParticipantRef"): _PARTY,
    ("conversation subConversation callConversation", "messageFlowRef"): _kinds("messageFlow"),
}
"""(kinds, child) to the kinds that its text may name."""
HARMLESS = frozenset({"operationRef", "structureRef", "flowNodeRef"})
"""What may be missing without a run being any other."""
