#include "picturebook/cldr.h"
#include "picturebook/properties.h"

#include "common/error.h"

#include <QtTest>

using namespace crossview;

class ParsersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void propertiesAreReadInEveryForm();
    void propertiesJoinContinuationLines();
    void propertiesDecodeLatin1AndEscapes();
    void propertiesLeaveMalformedEscapes();
    void emojiTestKeepsFullyQualifiedWithoutSkinTones();
    void emojiTestSkipsWhatItDoesNotUnderstand();
    void annotationsGiveNamesAndKeywords();
    void damagedAnnotationsNameFileAndLine();
};

void ParsersTest::propertiesAreReadInEveryForm() {
    const auto values = parseProperties("# comment\n! comment\nname#1=Bed\n  tags#1 : Double, Seat \n"
                                        "key value with blanks\r\nempty=\nalone\nname#1=Cot\na\\=b=c\n");
    QCOMPARE(values.size(), std::size_t{6});
    QCOMPARE(values.at("name#1"), std::string("Cot"));
    QCOMPARE(values.at("tags#1"), std::string("Double, Seat "));
    QCOMPARE(values.at("key"), std::string("value with blanks"));
    QCOMPARE(values.at("empty"), std::string());
    QCOMPARE(values.at("alone"), std::string());
    QCOMPARE(values.at("a=b"), std::string("c"));
    QVERIFY(parseProperties("").empty());
}

void ParsersTest::propertiesJoinContinuationLines() {
    const auto values =
        parseProperties("tags=Tree, \\\n      Garden\\\r\n  , # no comment\nnext=back\\\\\nlast=x\\");
    QCOMPARE(values.at("tags"), std::string("Tree, Garden, # no comment"));
    QCOMPARE(values.at("next"), std::string("back\\"));
    QCOMPARE(values.at("last"), std::string("x"));
}

void ParsersTest::propertiesDecodeLatin1AndEscapes() {
    const auto values = parseProperties("a=caf\xE9\nb=\\u0142\\u00f3d\\u017a\nc=\\ud83d\\ude00!\nd=x\\ty");
    QCOMPARE(values.at("a"), std::string("café"));
    QCOMPARE(values.at("b"), std::string("łódź"));
    QCOMPARE(values.at("c"), std::string("😀!"));
    QCOMPARE(values.at("d"), std::string("x\ty"));
}

void ParsersTest::propertiesLeaveMalformedEscapes() {
    const auto values = parseProperties("a=\\u12\nb=\\uZZZZ\nc=\\ud83d alone\nd=\\ude00\ne=\\u");
    QCOMPARE(values.at("a"), std::string("\\u12"));
    QCOMPARE(values.at("b"), std::string("\\uZZZZ"));
    QCOMPARE(values.at("c"), std::string("\\ud83d alone"));
    QCOMPARE(values.at("d"), std::string("\\ude00"));
    QCOMPARE(values.at("e"), std::string("\\u"));
}

void ParsersTest::emojiTestKeepsFullyQualifiedWithoutSkinTones() {
    const auto entries =
        parseEmojiTest("# group: People & Body\n# subgroup: hand-prop\n"
                       "270D FE0F        ; fully-qualified # ✍️ E0.7 writing hand\n"
                       "270D             ; unqualified     # ✍ E0.7 writing hand\n"
                       "270D 1F3FB       ; fully-qualified # ✍🏻 E1.0 writing hand: light skin tone\n"
                       "1F3FB            ; component       # 🏻 E1.0 light skin tone\n"
                       "# group: Symbols\n# subgroup: keycap\n"
                       "0023 FE0F 20E3   ; fully-qualified # #️⃣ E0.6 keycap: #\n");
    QCOMPARE(entries.size(), std::size_t{2});
    QCOMPARE(entries[0].sequence, std::string("\u270D\uFE0F"));
    QCOMPARE(entries[0].code, std::string("270d"));
    QCOMPARE(entries[0].group, std::string("People & Body"));
    QCOMPARE(entries[0].subgroup, std::string("hand-prop"));
    QCOMPARE(entries[0].name, std::string("writing hand"));
    QCOMPARE(entries[1].code, std::string("23-20e3"));
    QCOMPARE(entries[1].group, std::string("Symbols"));
    QCOMPARE(entries[1].name, std::string("keycap: #"));
}

void ParsersTest::emojiTestSkipsWhatItDoesNotUnderstand() {
    QVERIFY(parseEmojiTest("").empty());
    QVERIFY(parseEmojiTest(
                "no line of the file\n1F600 ; fully-qualified\n; fully-qualified # x\n"
                "110000 ; fully-qualified # x E1.0 beyond Unicode\nXYZ ; fully-qualified # x E1.0 name")
                .empty());
}

void ParsersTest::annotationsGiveNamesAndKeywords() {
    Annotations annotations;
    parseAnnotations("<?xml version='1.0'?><!DOCTYPE ldml SYSTEM 'x.dtd'><ldml><annotations>"
                     "<annotation cp='🐶'>dog | face |pet| </annotation>"
                     "<annotation cp='🐶' type='tts'>dog face</annotation>"
                     "<annotation cp='❤️'>heart</annotation></annotations></ldml>",
                     "en.xml", annotations);
    QCOMPARE(annotations.size(), std::size_t{2});
    const std::vector<std::string> expected{"dog", "face", "pet"};
    QCOMPARE(annotations.at("🐶").name, std::string("dog face"));
    QVERIFY(annotations.at("🐶").keywords == expected);
    QVERIFY(annotations.contains("\u2764")); // keyed without U+FE0F
}

void ParsersTest::damagedAnnotationsNameFileAndLine() {
    Annotations annotations;
    try {
        parseAnnotations("<ldml>\n<annotation cp='a'>x</wrong>", "some/en.xml", annotations);
        QFAIL("damage was not noticed");
    } catch (const Error& error) {
        const QString message = QString::fromUtf8(error.what());
        QVERIFY2(message.startsWith(QStringLiteral("some/en.xml, line 2")), error.what());
        QVERIFY(message.contains(QStringLiteral("unicode-cldr-core")));
    }
}

QTEST_GUILESS_MAIN(ParsersTest)
#include "parsers_test.moc"
