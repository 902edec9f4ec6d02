"""By name, absent = empty, unknown ignored: eligibility-interface.md 1.0, 1.3 and 4.3."""

from __future__ import annotations

import pytest
from support.messages import SHIFT_JIS, UTF_8, sample, xml

from reception_app.domain.errors import BackendGarbled
from reception_app.messages.message import Message, groups_named, values_named
from reception_app.messages.xml_reading import read_message

BOM = b"\xef\xbb\xbf"


def body(content: str) -> dict[str, object]:
    return dict(read_message(xml(content)).body)


def refused(raw: bytes) -> str:
    """Where a file goes wrong."""
    with pytest.raises(BackendGarbled) as caught:
        read_message(raw)
    return caught.value.where


# ── the samples ───────────────────────────────────────────────────────────────────────────────
def test_a_single_answer_is_read_as_the_sample_says() -> None:
    message = read_message(sample("09"))

    assert {
        "ProcessExecutionTime": "20261001095001",
        "QualificationConfirmationDate": "20261001",
        "MedicalInstitutionCode": "1319900010",
        "ArbitraryFileIdentifier": "REQ-20261001-0005",
        "ReferenceClassification": "2",
        "SegmentOfResult": "1",
        "CharacterCodeIdentifier": "0",
    } == message.header
    assert {
        "ProcessingResultStatus": "1",
        "QualificationValidity": "4",
        "QualificationConfirmSearchInfo": {
            "InsurerNumber": "06139992",
            "InsuredCardSymbol": "1234",
            "InsuredIdentificationNumber": "9999",
            "InsuredBranchNumber": "00",
            "Birthdate": "19850412",
            "LimitApplicationCertificateRelatedConsFlg": "0",
        },
    } == message.body


def test_a_list_is_a_list_of_groups_with_one_member() -> None:
    listed = read_message(sample("04")).body["ResultList"]

    assert isinstance(listed, list)
    [item] = listed
    assert ["ResultOfQualificationConfirmation"] == list(item)
    record = item["ResultOfQualificationConfirmation"]
    assert "見本　花子" == record["Name"]
    assert "ﾐﾎﾝ ﾊﾅｺ" == record["NameKana"]
    assert "0001234" == record["InsuredIdentificationNumber"]
    assert {
        "LimitApplicationCertificateClassification": "01",
        "LimitApplicationCertificateClassificationFlag": "A03",
        "LimitApplicationCertificateDate": "20260801",
        "LimitApplicationCertificateValidStartDate": "20260801",
        "LimitApplicationCertificateValidEndDate": "20270731",
    } == record["LimitApplicationCertificateRelatedInfo"]


def test_an_element_that_comes_several_times_is_a_list_of_its_values() -> None:
    asked = groups_named(read_message(sample("15")).body, "QualificationConfirmSearchInfo")

    assert ["123_1", "124_1", "125_2", "126_1", "127_1"] == [
        each["ArbitraryIdentifier"] for each in asked
    ]
    assert "  139998" == asked[1]["InsurerNumber"]
    assert "InsuredCardSymbol" not in asked[2]


def test_the_tree_of_a_message_is_not_shown() -> None:
    assert "Message()" == repr(Message({"Name": "試験"}, {"Name": "試験"}))


# ── values ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "text", ["0", "007", "  139998", "1 ", " ", "１", "1e3", "0x1", "true", "試験　太郎", "●"]
)
def test_a_text_stays_as_it_came(text: str) -> None:
    assert {"ProcessingResultCode": text} == body(
        f"<ProcessingResultCode>{text}</ProcessingResultCode>"
    )


def test_escapes_and_cdata_are_text() -> None:
    assert {"ProcessingResultMessage": "a&b<c>d試e"} == body(
        "<ProcessingResultMessage>a&amp;b<![CDATA[<c>]]>d&#x8A66;<!-- x -->e<?x y?>"
        "</ProcessingResultMessage>"
    )


@pytest.mark.parametrize("empty", ["<{0}/>", "<{0}></{0}>", "<{0}><!-- x --></{0}>"])
@pytest.mark.parametrize(
    "name",
    [
        "QualificationValidity",
        "ResultList",
        "QualificationConfirmSearchInfo",
        "ResultOfQualificationConfirmation",
        "NotOurs",
    ],
)
def test_empty_is_absent(name: str, empty: str) -> None:
    assert {} == body(empty.format(name))


@pytest.mark.parametrize(
    "content",
    [
        "<ResultList>\n  </ResultList>",
        "<QualificationConfirmSearchInfo> </QualificationConfirmSearchInfo>",
        "<QualificationConfirmSearchInfo><Birthdate/></QualificationConfirmSearchInfo>",
        "<ResultList><ResultOfQualificationConfirmation/></ResultList>",
        (
            "<ResultList><ResultOfQualificationConfirmation>\n</ResultOfQualificationConfirmation>"
            "</ResultList>"
        ),
        (
            "<ResultList><ResultOfQualificationConfirmation><Name/>"
            "</ResultOfQualificationConfirmation></ResultList>"
        ),
        (
            "<ResultList><ResultOfQualificationConfirmation><SpecificDiseasesCertificateList>"
            "<Other>x</Other></SpecificDiseasesCertificateList>"
            "</ResultOfQualificationConfirmation></ResultList>"
        ),
    ],
)
def test_a_group_of_nothing_is_absent(content: str) -> None:
    assert {} == body(content)


def test_unknown_elements_are_kept_beside_ours() -> None:
    assert {
        "NewText": "x",
        "NewGroup": {"A": "1"},
        "Twice": ["1", "", {"B": "2"}],
        "QualificationValidity": "1",
    } == body(
        "<NewText a='b'>x</NewText><NewGroup><A>1</A></NewGroup><QualificationValidity>1"
        "</QualificationValidity><Twice>1</Twice><Twice/><Twice><B>2</B></Twice>"
    )


def test_elements_of_another_namespace_are_ignored() -> None:
    assert {"QualificationValidity": "2"} == body(
        "<QualificationValidity xmlns='urn:x'>1</QualificationValidity>"
        "<QualificationValidity>2</QualificationValidity>"
    )


def test_parts_of_the_root_that_we_do_not_know_are_ignored() -> None:
    raw = xml("<QualificationValidity>1</QualificationValidity>").replace(
        b"<MessageBody>", b"<MessageFooter>x</MessageFooter><MessageBody>"
    )

    assert {"QualificationValidity": "1"} == read_message(raw).body


def test_a_body_may_be_missing_and_the_header_may_come_last() -> None:
    whole = "<XmlMsg><MessageHeader><SegmentOfResult>9</SegmentOfResult></MessageHeader></XmlMsg>"
    turned = (
        "<XmlMsg><MessageBody><QualificationValidity>1</QualificationValidity></MessageBody>"
        "<MessageHeader><SegmentOfResult>1</SegmentOfResult></MessageHeader></XmlMsg>"
    )

    assert Message({"SegmentOfResult": "9"}, {}) == read_message(whole.encode())
    assert Message({"SegmentOfResult": "1"}, {"QualificationValidity": "1"}) == read_message(
        turned.encode()
    )


def test_every_disease_and_every_ticket_is_there() -> None:
    diseases = "".join(
        f"<SpecificDiseasesCertificateInfo><SpecificDiseasesDiseaseCategory>{each}"
        "</SpecificDiseasesDiseaseCategory></SpecificDiseasesCertificateInfo>"
        for each in (1, 2, 3)
    )
    tickets = "".join(
        f"<MedicalTicketInfo><IssueNumber>00{each}</IssueNumber></MedicalTicketInfo>"
        for each in (1, 2)
    )
    read = body(
        "<ResultList><ResultOfQualificationConfirmation>"
        f"<SpecificDiseasesCertificateList>{diseases}</SpecificDiseasesCertificateList>"
        f"<PublicExpenseResultList>{tickets}<Other/></PublicExpenseResultList>"
        "</ResultOfQualificationConfirmation></ResultList>"
    )

    assert {
        "ResultList": [
            {
                "ResultOfQualificationConfirmation": {
                    "SpecificDiseasesCertificateList": [
                        {"SpecificDiseasesCertificateInfo": {"SpecificDiseasesDiseaseCategory": c}}
                        for c in "123"
                    ],
                    "PublicExpenseResultList": [
                        {"MedicalTicketInfo": {"IssueNumber": "001"}},
                        {"MedicalTicketInfo": {"IssueNumber": "002"}},
                    ],
                }
            }
        ]
    } == read


def test_the_place_of_a_missing_reference_number_counts() -> None:
    read = body(
        "<BulkConfirmUnit><ReferenceNumber/><ReferenceNumber>456</ReferenceNumber>"
        "</BulkConfirmUnit>"
    )

    [unit] = groups_named(read, "BulkConfirmUnit")  # type: ignore[arg-type] # object is Fact here
    assert ["", "456"] == [*values_named(unit, "ReferenceNumber")]


# ── what cannot be said twice, or otherwise ───────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("content", "where"),
    [
        (
            (
                "<QualificationValidity>2</QualificationValidity>"
                "<QualificationValidity>1</QualificationValidity>"
            ),
            "QualificationValidity",
        ),
        (
            "<QualificationValidity/><QualificationValidity>1</QualificationValidity>",
            "QualificationValidity",
        ),
        ("<ResultList/><ResultList/>", "ResultList"),
        ("<QualificationValidity>1<X/></QualificationValidity>", "QualificationValidity"),
        ("<ResultList>試験</ResultList>", "ResultList"),
        ("<ResultList><Other>1</Other></ResultList>", "ResultList"),
        (
            (
                "<ResultList><ResultOfQualificationConfirmation>試験"
                "</ResultOfQualificationConfirmation></ResultList>"
            ),
            "ResultOfQualificationConfirmation",
        ),
        (
            (
                "<ResultOfQualificationConfirmation>x</ResultOfQualificationConfirmation>"
                "<ResultOfQualificationConfirmation/>"
            ),
            "ResultOfQualificationConfirmation",
        ),
        ("<BulkConfirmUnit>x</BulkConfirmUnit>", "BulkConfirmUnit"),
        (
            (
                "<ResultList><ResultOfQualificationConfirmation><ReferenceNumber>1</ReferenceNumber>"
                "<ReferenceNumber>2</ReferenceNumber></ResultOfQualificationConfirmation></ResultList>"
            ),
            "ReferenceNumber",
        ),
    ],
)
def test_a_published_element_that_contradicts_itself_is_garbled(content: str, where: str) -> None:
    assert where == refused(xml(content))


@pytest.mark.parametrize(
    "raw",
    [
        b"<Other/>",
        b"<XmlMsg/>",
        b"<XmlMsg><MessageBody/></XmlMsg>",
        b"<XmlMsg><MessageHeader/><MessageHeader/></XmlMsg>",
        b"<XmlMsg><MessageHeader/><MessageBody/><MessageBody/></XmlMsg>",
        b"<XmlMsg xmlns='urn:x'><MessageHeader/></XmlMsg>",
        b"<xmlMsg><MessageHeader/></xmlMsg>",
    ],
)
def test_another_structure_is_garbled(raw: bytes) -> None:
    assert "structure" == refused(raw)


# ── encodings ─────────────────────────────────────────────────────────────────────────────────
NAME = "髙﨑①～－ﾃｽﾄ試験　太郎"


@pytest.mark.parametrize(
    "declaration",
    [
        SHIFT_JIS,
        "<?xml version='1.0' encoding='shift_jis'?>",
        '<?xml version="1.0" encoding="Shift_JIS" standalone="yes" ?>\n',
    ],
)
def test_shift_jis_is_code_page_932(declaration: str) -> None:
    raw = xml(f"<Name>{NAME}</Name>", declaration=SHIFT_JIS).replace(
        SHIFT_JIS.encode(), declaration.encode()
    )

    assert {"Name": NAME} == read_message(raw).body


@pytest.mark.parametrize("name", ["Windows-31J", "cp932", "MS932", "SJIS", "x-sjis", "shift-jis"])
def test_the_other_names_of_the_code_page_are_known(name: str) -> None:
    raw = xml(f"<Name>{NAME}</Name>", declaration=SHIFT_JIS).replace(b"Shift_JIS", name.encode())

    assert {"Name": NAME} == read_message(raw).body


@pytest.mark.parametrize("declaration", [UTF_8, '<?xml version="1.0"?>', "", UTF_8.lower()])
@pytest.mark.parametrize("bom", [b"", BOM])
def test_utf_8_may_begin_with_a_bom_and_need_not_be_declared(declaration: str, bom: bytes) -> None:
    assert {"Name": NAME} == read_message(
        bom + xml(f"<Name>{NAME}</Name>", declaration=declaration)
    ).body


@pytest.mark.parametrize(
    "raw",
    [
        xml(f"<Name>{NAME}</Name>").replace(b"UTF-8", b"Shift_JIS"),
        xml(f"<Name>{NAME}</Name>", declaration=SHIFT_JIS).replace(b"Shift_JIS", b"UTF-8"),
        BOM + xml(declaration=SHIFT_JIS),
        xml().replace(b"UTF-8", b"UTF-16"),
        xml().replace(b"UTF-8", b"Shift_JIS' x='"),
        xml().replace(b"<?xml", b"<?xml" + b" " * 256),
        xml().replace(b'"1.0"', b'"1.1"'),
        xml().replace(b"UTF-8", b"EUC-JP"),
        xml("<Name>試</Name>").decode().encode("utf-16"),
        xml("<Name>\x80</Name>", declaration=SHIFT_JIS),
        xml("<Name>\uf8f3</Name>", declaration=SHIFT_JIS),
        xml("<A>x</A>", declaration=SHIFT_JIS).replace(b"x", b"\x81"),
        xml("<A>x</A>").replace(b"x", b"\xed\xa0\x80"),
        xml("<A>x</A>").replace(b"x", b"\xc0\x80"),
        xml("<A>x</A>").replace(b">x<", b">\xe8\xa9<"),
    ],
)
def test_bytes_that_are_not_what_is_declared_are_garbled(raw: bytes) -> None:
    assert refused(raw) in {"encoding", "NUL"}


@pytest.mark.parametrize(
    ("declaration", "flag"), [(UTF_8, "1"), (SHIFT_JIS, "0"), (UTF_8, "2"), (UTF_8, "０")]
)
def test_a_flag_that_says_otherwise_is_garbled(declaration: str, flag: str) -> None:
    header = f"<CharacterCodeIdentifier>{flag}</CharacterCodeIdentifier>"

    assert "CharacterCodeIdentifier" == refused(xml(header=header, declaration=declaration))


@pytest.mark.parametrize(("declaration", "flag"), [(UTF_8, "0"), (SHIFT_JIS, "1"), (UTF_8, "")])
def test_a_flag_that_agrees_or_says_nothing_is_taken(declaration: str, flag: str) -> None:
    header = f"<CharacterCodeIdentifier>{flag}</CharacterCodeIdentifier>"

    assert {} == read_message(xml(header=header, declaration=declaration)).body


def test_no_error_repeats_what_the_file_says() -> None:
    with pytest.raises(BackendGarbled) as caught:
        read_message(xml("<Name>試験 太郎<試験太郎></Name>"))

    assert "試験" not in f"{caught.value!r} {dict(caught.value.params)}"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
