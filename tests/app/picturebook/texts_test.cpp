#include "picturebook/categories.h"
#include "picturebook/texts.h"
#include "picturebook/wordnet.h"

#include <QtTest>

#include <map>

using namespace crossview;

namespace {

/// A WordNet of a few synsets in the format of data.noun and index.noun, offsets computed.
class TinyWordNet {
public:
    /// `pointer`: name of an earlier synset that is the hypernym, or empty.
    void add(const std::string& key, int file, const std::vector<std::string>& words,
             const std::string& hypernym, const std::string& gloss) {
        m_offsets[key] = m_data.size();
        std::string line = number(m_data.size(), 8) + " " + number(static_cast<std::size_t>(file), 2) +
                           " n " + number(words.size(), 2);
        for (const auto& word : words) {
            line += " " + word + " 0";
            std::string lemma = QString::fromStdString(word).toLower().toStdString();
            m_senses[lemma].push_back(m_data.size());
        }
        line += hypernym.empty()
                    ? " 000"
                    : " 002 ~ 00000000 n 0000 " + std::string(key.starts_with("the ") ? "@i " : "@ ") +
                          number(m_offsets.at(hypernym), 8) + " n 0000";
        m_data += line + " | " + gloss + "  \n";
    }

    WordNet make() const {
        std::string index = "  1 licence line\n";
        for (const auto& [lemma, offsets] : m_senses) {
            index += lemma + " n " + std::to_string(offsets.size()) + " 2 @ ~ " +
                     std::to_string(offsets.size()) + " 0";
            for (const auto offset : offsets)
                index += " " + number(offset, 8);
            index += "  \n";
        }
        return {index, m_data};
    }

private:
    static std::string number(std::size_t value, int width) {
        return QStringLiteral("%1").arg(value, width, 10, QLatin1Char('0')).toStdString();
    }
    std::string m_data = "  licence\n";
    std::map<std::string, std::size_t> m_offsets;
    std::map<std::string, std::vector<std::size_t>> m_senses;
};

TinyWordNet animalsAndTools() {
    TinyWordNet net;
    net.add("entity", 3, {"entity"}, "", "that which is");
    net.add("organism", 3, {"organism"}, "entity", "a living thing");
    net.add("animal", 5, {"animal", "beast"}, "organism", "a living organism");
    net.add("mammal", 5, {"mammal"}, "animal", "warm-blooded");
    net.add("crane machine", 6, {"crane"}, "entity", "lifts and moves heavy objects; \"a tall crane\"");
    net.add("crane bird", 5, {"crane", "wader"}, "mammal", "(ornithology) large long-necked bird; \"x\"");
    net.add("teddy", 6, {"teddy_bear", "teddy"}, "entity", "plaything");
    net.add("fly", 5, {"fly"}, "animal", "two-winged insects");
    net.add("tableware", 6, {"tableware"}, "entity", "articles for use at the table");
    net.add("home plate", 6, {"plate"}, "entity", "a rubber slab");
    net.add("plate", 6, {"plate"}, "tableware", "a dish");
    net.add("the king", 18, {"King", "Martin_King"}, "organism", "civil rights leader");
    net.add("insult", 5, {"ass"}, "animal", "offensive term for somebody");
    net.add("donkey", 5, {"ass", "donkey"}, "mammal", "hardy animal");
    return net;
}

QString text(const std::optional<std::string>& value) {
    return value ? QString::fromStdString(*value) : QStringLiteral("(none)");
}

} // namespace

class TextsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void titlesAreCleaned_data();
    void titlesAreCleaned();
    void fileNamesLoseNumberAndAuthor_data();
    void fileNamesLoseNumberAndAuthor();
    void keywordsThatSayNothingAreDropped_data();
    void keywordsThatSayNothingAreDropped();
    void descriptionsNeedThreeWordsAndNoAddress();
    void textListsHoldEachSentenceOnce();
    void senseIsPickedByLexicographerFile();
    void senseBelowAPreferredHypernymComesFirst();
    void offensiveSensesAreNeverTaken();
    void oneNameIsNoFamousPerson();
    void hypernymsStopAtTheGeneral();
    void pluralsArticlesAndPhrasesAreFound();
    void damagedWordNetIsNeverFound();
    void categoriesChooseTheirSenses();
};

void TextsTest::titlesAreCleaned_data() {
    QTest::addColumn<QString>("raw");
    QTest::addColumn<QString>("clean");
    const auto row = [](const char* raw, const char* clean) {
        QTest::newRow(*raw ? raw : "empty") << QString::fromUtf8(raw) << QString::fromUtf8(clean);
    };
    row("Clipart by Nicu Buculei - baloon1_04", "baloon");
    row("Clip art by Someone", "");
    row("Part of the Flat Icon Collection", "");
    row("FatherChristmas", "Father Christmas");
    row("AfricanDrum1", "African Drum");
    row("UNICEFLogo", "UNICEF Logo");
    row(" san_marino", "san marino");
    row("06_waninggibbous_openclipart", "waninggibbous");
    row("Homes Clipart", "Homes");
    row("magnifying glass 2", "magnifying glass");
    row("beachball.svg", "beachball");
    row("Apple (B and W)", "Apple (B and W)");
    row("Ice Cream Cone (4 scoop)", "Ice Cream Cone scoop");
    row("Sandwich_One_bw", "Sandwich One black and white");
    row("Chodovian&amp;#39;s Dog", "Chodovian's Dog");
    row("  two\n\tlines ", "two lines");
    row("Telefono (email: a@b.it)", "Telefono");
    row("Hotel Icon Sauna", "Hotel Sauna");
    row("café au lait", "café au lait");
    row("3D", "");
    row("...", "");
    row("", "");
}

void TextsTest::titlesAreCleaned() {
    QFETCH(QString, raw);
    QFETCH(QString, clean);
    QCOMPARE(QString::fromStdString(cleanTitle(raw.toStdString())), clean);
}

void TextsTest::fileNamesLoseNumberAndAuthor_data() {
    QTest::addColumn<QString>("stem");
    QTest::addColumn<QString>("author");
    QTest::addColumn<QString>("title");
    QTest::newRow("cut author") << "sailor_monkey_nicu_bucul_01"
                                << "Nicu Buculei"
                                << "sailor monkey";
    QTest::newRow("letters at the end") << "bullet_hole_linda_kim_ad"
                                        << "Linda Kim"
                                        << "bullet hole";
    QTest::newRow("unknown author") << "bus_lane_01"
                                    << ""
                                    << "bus lane";
    QTest::newRow("hyphens") << "moon-crescent2"
                             << ""
                             << "moon crescent";
    QTest::newRow("only an author") << "kim_01"
                                    << "Linda Kim"
                                    << "kim";
    QTest::newRow("hexadecimal") << "70a008"
                                 << ""
                                 << "";
    QTest::newRow("empty") << ""
                           << ""
                           << "";
}

void TextsTest::fileNamesLoseNumberAndAuthor() {
    QFETCH(QString, stem);
    QFETCH(QString, author);
    QFETCH(QString, title);
    const std::vector<std::string> authors{author.toStdString()};
    QCOMPARE(QString::fromStdString(titleFromFileName(stem.toStdString(), authors)), title);
}

void TextsTest::keywordsThatSayNothingAreDropped_data() {
    QTest::addColumn<QString>("raw");
    QTest::addColumn<QString>("clean");
    const QString none = QStringLiteral("(none)");
    for (const char* raw :
         {"", "hash", "HASH(0x868a30c)", "unsorted", "Clip Art", "clipart", "image", "media", "public_domain",
          "externalsource", "PNG", "svg", "vector", "11", "a 0x77 b", "-"})
        QTest::newRow(*raw ? raw : "empty") << QString::fromUtf8(raw) << none;
    QTest::newRow("underscore") << "north_america"
                                << "north america";
    QTest::newRow("plain") << " fruit "
                           << "fruit";
    QTest::newRow("accents") << "été"
                             << "été";
}

void TextsTest::keywordsThatSayNothingAreDropped() {
    QFETCH(QString, raw);
    QFETCH(QString, clean);
    QCOMPARE(text(cleanKeyword(raw.toStdString())), clean);
}

void TextsTest::descriptionsNeedThreeWordsAndNoAddress() {
    QCOMPARE(text(cleanDescription("A pair of\nsimple pawns.")), QStringLiteral("A pair of simple pawns."));
    for (const char* raw : {"", "A Gull", "someone@example.org made this one", "see www.example.org for more",
                            "see http://example.org for more", "it is HASH(0x1) here", "1 2 3"})
        QCOMPARE(text(cleanDescription(raw)), QStringLiteral("(none)"));
}

void TextsTest::textListsHoldEachSentenceOnce() {
    TextList list;
    list.add("Red Heart", "name");
    list.addKeywords(std::vector<std::string>{"love", "red  heart", "LOVE", "", "card"}, "Red Heart");
    list.add("red heart", "category");
    list.add("", "description");
    list.addSense(std::nullopt);
    list.addSense(Sense{"a muscle", {"ticker"}, {"organ", "part"}});
    const auto texts = list.take();
    QCOMPARE(texts.size(), std::size_t{4});
    QCOMPARE(texts[0].text, std::string("Red Heart"));
    QCOMPARE(texts[1].text, std::string("love, card"));
    QCOMPARE(texts[1].kind, std::string("keywords"));
    QCOMPARE(texts[2].kind, std::string("gloss"));
    QCOMPARE(texts[3].text, std::string("ticker, organ, part"));
    QCOMPARE(texts[3].kind, std::string("synonyms"));
}

void TextsTest::senseIsPickedByLexicographerFile() {
    const WordNet net = animalsAndTools().make();
    const auto bird = net.lookUp("Crane", {{NounFile::animal}, {}});
    QVERIFY(bird);
    QCOMPARE(bird->gloss, std::string("large long-necked bird"));
    QVERIFY(bird->synonyms == std::vector<std::string>{"wader"});
    const auto machine = net.lookUp("crane", {{NounFile::artifact}, {}});
    QVERIFY(machine);
    QCOMPARE(machine->gloss, std::string("lifts and moves heavy objects"));
    const auto first = net.lookUp("crane", {{NounFile::animal, NounFile::artifact}, {}});
    QCOMPARE(first->gloss, machine->gloss);
    QVERIFY(!net.lookUp("crane", {{NounFile::food}, {}}));
    QVERIFY(!net.lookUp("crane", {}));
    QVERIFY(!net.lookUp("unicorn", {{NounFile::animal}, {}}));
}

void TextsTest::senseBelowAPreferredHypernymComesFirst() {
    const WordNet net = animalsAndTools().make();
    QCOMPARE(net.lookUp("plate", {{NounFile::artifact}, {}})->gloss, std::string("a rubber slab"));
    QCOMPARE(net.lookUp("plate", {{NounFile::artifact}, {"tableware"}})->gloss, std::string("a dish"));
    QCOMPARE(net.lookUp("plate", {{NounFile::artifact}, {"vehicle"}})->gloss, std::string("a rubber slab"));
}

void TextsTest::offensiveSensesAreNeverTaken() {
    const WordNet net = animalsAndTools().make();
    QCOMPARE(net.lookUp("ass", {{NounFile::animal}, {}})->gloss, std::string("hardy animal"));
}

void TextsTest::oneNameIsNoFamousPerson() {
    const WordNet net = animalsAndTools().make();
    QVERIFY(!net.lookUp("King", {{NounFile::person}, {}}));
    QCOMPARE(net.lookUp("Martin King", {{NounFile::person}, {}})->gloss, std::string("civil rights leader"));
}

void TextsTest::hypernymsStopAtTheGeneral() {
    const WordNet net = animalsAndTools().make();
    const auto bird = net.lookUp("crane", {{NounFile::animal}, {}});
    const std::vector<std::string> expected{"mammal", "animal"};
    QVERIFY(bird->broader == expected);
    QVERIFY(net.lookUp("teddy", {{NounFile::artifact}, {}})->broader.empty());
}

void TextsTest::pluralsArticlesAndPhrasesAreFound() {
    const WordNet net = animalsAndTools().make();
    const SenseFilter animals{{NounFile::animal}, {}};
    const SenseFilter things{{NounFile::artifact}, {}};
    QVERIFY(net.lookUp("The Cranes", animals));
    QVERIFY(net.lookUp("flies", animals));
    QVERIFY(net.lookUp("Teddy Bear", things));
    QVERIFY(!net.lookUp("old crane", animals));
    QVERIFY(net.lookUpPhrase("very old crane", animals));
    QVERIFY(net.lookUpPhrase("crane with a hat", animals));
    QVERIFY(net.lookUpPhrase("new teddy bear", things)->synonyms == std::vector<std::string>{"teddy"});
    QVERIFY(!net.lookUpPhrase("a sentence of many words before crane", animals));
    QVERIFY(!net.lookUpPhrase("", animals));
}

void TextsTest::damagedWordNetIsNeverFound() {
    const SenseFilter filter{{NounFile::artifact}, {"tableware"}};
    QVERIFY(!WordNet("", "").lookUp("x", filter));
    QVERIFY(!WordNet("x n 1 0 1 0 99999999\n", "short").lookUp("x", filter));
    QVERIFY(!WordNet("x n 9 9 @\n", "00000000 06 n").lookUp("x", filter));
    // A synset that is its own hypernym must not hang.
    const WordNet circle("x n 1 0 1 0 00000000\n",
                         "00000000 06 n 01 x 0 001 @ 00000000 n 0000 | round and round\n");
    QCOMPARE(circle.lookUp("x", filter)->broader.size(), std::size_t{4});
}

void TextsTest::categoriesChooseTheirSenses() {
    QVERIFY(suitableSenses("Animals & Nature: animal bug").files == std::vector{NounFile::animal});
    QVERIFY(suitableSenses("Animals & Nature: plant flower").files == std::vector{NounFile::plant});
    QVERIFY(suitableSenses("food: fruit").files.front() == NounFile::food);
    QVERIFY(suitableSenses("signs and symbols: flags: europe").files == std::vector{NounFile::location});
    QVERIFY(suitableSenses("Bathroom").files == std::vector{NounFile::artifact});
    QVERIFY(suitableSenses("never heard of").files == std::vector{NounFile::artifact});
    QVERIFY(suitableSenses("").files == std::vector{NounFile::artifact});
    QVERIFY(suitableSenses("people").files.front() == NounFile::person);
}

QTEST_GUILESS_MAIN(TextsTest)
#include "texts_test.moc"
