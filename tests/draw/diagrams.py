"""Small diagrams of our own for the drawing tests."""

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:dd="http://www.omg.org/spec/DD/20100524/DI" xmlns:approvals="urn:approvals:bpmn:1"'
    ' id="file" targetNamespace="urn:approvals:tests">'
)


def shape(id_: str, x: float, y: float, width: float = 100, height: float = 80, extra: str = "") -> str:
    """Place an element."""
    bounds = f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>'
    return f'<di:BPMNShape id="{id_}_di" bpmnElement="{id_}" {extra}>{bounds}</di:BPMNShape>'


def edge(id_: str, *points: tuple[float, float]) -> str:
    """Place a flow."""
    waypoints = "".join(f'<dd:waypoint x="{x}" y="{y}"/>' for x, y in points)
    return f'<di:BPMNEdge id="{id_}_di" bpmnElement="{id_}">{waypoints}</di:BPMNEdge>'


def flow(id_: str, source: str, target: str, name: str = "") -> str:
    """Connect two elements."""
    return f'<sequenceFlow id="{id_}" sourceRef="{source}" targetRef="{target}" name="{name}"/>'


def diagram(content: str, places: str, plane: str = "proposal") -> bytes:
    """Return a whole file."""
    drawn = (
        f'<di:BPMNDiagram id="d"><di:BPMNPlane id="p" bpmnElement="{plane}">{places}</di:BPMNPlane></di:BPMNDiagram>'
    )
    return f"{HEAD}{content}{drawn}</definitions>".encode()


def timer(text: str) -> str:
    """Return a timer that holds the name of a deadline."""
    return f"<timerEventDefinition><timeDate>{text}</timeDate></timerEventDefinition>"


PROPOSAL = diagram(
    "<collaboration id='office'>"
    "<participant id='pool' name='Delegated commissioning' processRef='proposal'/></collaboration>"
    "<process id='proposal' isExecutable='true'><laneSet id='lanes'>"
    "<lane id='ccg' name='CCG'><flowNodeRef>opened</flowNodeRef><flowNodeRef>submit_proforma</flowNodeRef></lane>"
    "<lane id='panel' name='Regional moderation panel'><flowNodeRef>moderate</flowNodeRef>"
    "<flowNodeRef>panel_says</flowNodeRef></lane></laneSet>"
    "<startEvent id='opened' name='Case opened'/>"
    "<userTask id='submit_proforma' name='Submit the delegated commissioning proforma' approvals:form='proforma'/>"
    "<boundaryEvent id='too_late' name='' attachedToRef='submit_proforma'>"
    + timer("delegated-submission")
    + "</boundaryEvent>"
    "<boundaryEvent id='withdrawn' name='Withdrawn' attachedToRef='submit_proforma' cancelActivity='false'>"
    "<messageEventDefinition/></boundaryEvent>"
    "<scriptTask id='note_receipt' name='Note what was received'><script>complete = True</script></scriptTask>"
    "<businessRuleTask id='assess' name='Assess the mandatory criteria' approvals:decision='criteria'/>"
    "<exclusiveGateway id='panel_says' name='What does the panel say?' default='to_refused'/>"
    "<callActivity id='moderate' name='Moderate regionally and nationally' calledElement='moderation'/>"
    "<subProcess id='sign' name='Sign the agreement'><startEvent id='sign_start'/>"
    "<userTask id='sign_agreement' name='Sign the delegation agreement' approvals:role='region'/>"
    "<endEvent id='signed'/>"
    + flow("s1", "sign_start", "sign_agreement")
    + flow("s2", "sign_agreement", "signed")
    + "</subProcess>"
    "<serviceTask id='open_transfer' name='Open the budget transfer'/>"
    "<intermediateThrowEvent id='live' name='Live'/><endEvent id='approved' name='Approved'/>"
    "<endEvent id='refused' name='Not approved'><terminateEventDefinition/></endEvent>"
    "<eventBasedGateway id='first' name=''/><parallelGateway id='both'/><inclusiveGateway id='some'/>"
    "<intermediateCatchEvent id='heard' name='Constitution approved'><messageEventDefinition/></intermediateCatchEvent>"
    "<intermediateThrowEvent id='told' name='Tell the group'><messageEventDefinition/></intermediateThrowEvent>"
    "<textAnnotation id='source'><text>Next steps, 7.4.2</text></textAnnotation>"
    + flow("f1", "opened", "submit_proforma")
    + flow("f2", "submit_proforma", "note_receipt")
    + flow("f3", "note_receipt", "assess")
    + flow("f4", "assess", "moderate")
    + flow("f5", "moderate", "panel_says")
    + flow("f6", "panel_says", "sign", "Recommended for approval")
    + flow("to_refused", "panel_says", "refused")
    + flow("f7", "sign", "open_transfer")
    + flow("f8", "open_transfer", "live")
    + flow("f9", "live", "approved")
    + flow("f10", "too_late", "refused")
    + "<association id='a1' sourceRef='source' targetRef='submit_proforma'/>"
    + "</process>",
    shape("pool", 100, 60, 1280, 520)
    + shape("ccg", 130, 60, 1250, 220)
    + shape("panel", 130, 280, 1250, 300)
    + shape("opened", 180, 142, 36, 36)
    + shape("submit_proforma", 280, 120)
    + shape("too_late", 272, 182, 36, 36)
    + shape("withdrawn", 362, 182, 36, 36)
    + shape("note_receipt", 430, 120)
    + shape("assess", 580, 120)
    + shape("source", 430, 75, 140, 26)
    + shape("moderate", 580, 340)
    + shape("panel_says", 735, 355, 50, 50, 'isMarkerVisible="true"')
    + shape("sign", 850, 310, 300, 140, 'isExpanded="true"')
    + shape("sign_start", 870, 372, 36, 36)
    + shape("sign_agreement", 950, 350)
    + shape("signed", 1090, 372, 36, 36)
    + shape("open_transfer", 1180, 340)
    + shape("live", 1212, 472, 36, 36)
    + shape("approved", 1302, 472, 36, 36)
    + shape("refused", 742, 492, 36, 36)
    + shape("first", 735, 135, 50, 50)
    + shape("both", 835, 135, 50, 50)
    + shape("some", 935, 135, 50, 50)
    + shape("heard", 1042, 142, 36, 36)
    + shape("told", 1142, 142, 36, 36)
    + edge("f1", (216, 160), (280, 160))
    + edge("f2", (380, 160), (430, 160))
    + edge("f3", (530, 160), (580, 160))
    + edge("f4", (630, 200), (630, 340))
    + edge("f5", (680, 380), (735, 380))
    + edge("f6", (785, 380), (850, 380))
    + edge("to_refused", (760, 405), (760, 492))
    + edge("f7", (1150, 380), (1180, 380))
    + edge("f8", (1230, 420), (1230, 472))
    + edge("f9", (1248, 490), (1302, 490))
    + edge("f10", (290, 218), (290, 510), (742, 510))
    + edge("s1", (906, 390), (950, 390))
    + edge("s2", (1050, 390), (1090, 390))
    + edge("a1", (430, 101), (380, 125)),
    plane="office",
)
