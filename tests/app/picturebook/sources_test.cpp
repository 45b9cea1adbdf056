#include "picturebook/assembly.h"
#include "picturebook/clip_art.h"
#include "picturebook/furniture.h"
#include "picturebook/picture.h"
#include "picturebook/picture_book.h"
#include "support/temporary_folder.h"

#include "common/error.h"
#include "files/atomic_file.h"
#include "project/project.h"

#include <QtTest>

#include <zip.h>

using namespace crossview;
using crossview::test::TemporaryFolder;

namespace {

const WordNet& noWordNet() {
    static const WordNet net("", "");
    return net;
}

void writeSvg(const std::filesystem::path& file, const std::string& title, const std::string& keywords,
              const std::string& description = {}, const std::string& colour = "#f00") {
    std::string items;
    std::size_t start = 0;
    while (start <= keywords.size()) {
        const auto comma = std::min(keywords.find(',', start), keywords.size());
        items += "<rdf:li>" + keywords.substr(start, comma - start) + "</rdf:li>";
        start = comma + 1;
    }
    writeFileAtomically(file,
                        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:rdf='r' xmlns:dc='d' xmlns:cc='c' "
                        "viewBox='0 0 90 90'><metadata><rdf:RDF><cc:Work><dc:title>" +
                            title + "</dc:title><dc:description>" + description +
                            "</dc:description><dc:subject><rdf:Bag>" + items +
                            "</rdf:Bag></dc:subject><dc:creator><cc:Agent><dc:title>Ann Other</dc:title>"
                            "</cc:Agent></dc:creator></cc:Work></rdf:RDF></metadata><circle cx='40' cy='40' "
                            "r='30' fill='" +
                            colour + "'/></svg>");
}

std::vector<std::string> textsOf(const Candidate& candidate) {
    std::vector<std::string> texts;
    for (const SentenceItem& text : candidate.texts)
        texts.push_back(text.kind + ": " + text.text);
    return texts;
}

void writeZip(const std::filesystem::path& file,
              const std::vector<std::pair<std::string, std::string>>& members) {
    int code = 0;
    zip_t* archive = zip_open(file.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
    QVERIFY(archive);
    for (const auto& [name, content] : members)
        zip_file_add(archive, name.c_str(), zip_source_buffer(archive, content.data(), content.size(), 0),
                     ZIP_FL_ENC_UTF_8);
    QCOMPARE(zip_close(archive), 0);
}

std::string pngOf(Qt::GlobalColor colour) {
    QImage image(16, 16, QImage::Format_ARGB32);
    image.fill(colour);
    return encodePng(image).toStdString();
}

} // namespace

class SourcesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void clipArtIsReadFromItsMetadata();
    void titlesOfWholeCollectionsAreReplaced();
    void foldersWithoutPicturesAreLeftOut_data();
    void foldersWithoutPicturesAreLeftOut();
    void anEmptyClipArtFolderIsNamed();
    void furnitureIsReadFromItsCatalogue();
    void damagedLibrariesAreNamed();
    void equalTextsAreOneSentenceAndEqualTitlesOneConcept();
    void fileNamesAreMadeUnique();
    void starterBookIsBuiltAndFoundComplete();
    void cancelledBuildLeavesNoProject();
};

void SourcesTest::clipArtIsReadFromItsMetadata() {
    const TemporaryFolder folder;
    writeSvg(folder / "food/fruit/apple_ann_other_01.svg", "GreenApple2",
             "fruit,hash,green_apple,Ann Other,apple", "A nice green apple");
    std::filesystem::create_symlink(folder / "food/fruit/apple_ann_other_01.svg", folder / "food/link.svg");
    const auto all = clipArtCandidates(folder.path(), noWordNet(), {});
    QCOMPARE(all.size(), std::size_t{1});
    QCOMPARE(all[0].file, std::string("clipart-food-fruit-apple_ann_other_01.png"));
    QCOMPARE(all[0].title, std::string("Green Apple"));
    const std::vector<std::string> expected{"name: Green Apple", "keywords: fruit, apple",
                                            "description: A nice green apple", "category: food: fruit"};
    QVERIFY(textsOf(all[0]) == expected);
    QVERIFY(!fitPicture(all[0].draw()).isNull());
}

void SourcesTest::titlesOfWholeCollectionsAreReplaced() {
    const TemporaryFolder folder;
    writeSvg(folder / "tools/hammer_ann_other_01.svg", "Clipart by Ann Other - saw1", "");
    writeSvg(folder / "tools/pliers_ann_other_01.svg", "Clipart by Ann Other - saw1", "");
    writeSvg(folder / "tools/saw_ann_other_01.svg", "Clipart by Ann Other - saw1", "");
    writeSvg(folder / "tools/drill_01.svg", "Red drill", "");
    writeSvg(folder / "tools/drill_02.svg", "Red drill", "");
    std::vector<std::string> titles;
    for (const Candidate& candidate : clipArtCandidates(folder.path(), noWordNet(), {}))
        titles.push_back(candidate.title);
    const std::vector<std::string> expected{"Red drill", "Red drill", "hammer", "pliers", "saw"};
    QVERIFY(titles == expected);
}

void SourcesTest::foldersWithoutPicturesAreLeftOut_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<bool>("useful");
    for (const char* file :
         {"shapes/stars/s.svg", "computer/icons/flat-theme/action/a.svg", "special/x.svg",
          "recreation/games/cards/white/k.svg", "unsorted/duplicates/d.svg", "buttons/b.svg",
          "signs_and_symbols/map_symbols/m.svg", "signs_and_symbols/flags/semaphore/a.svg",
          "signs_and_symbols/flags/historic/navy/n.svg", "computer/diagrams/d.svg"})
        QTest::newRow(file) << QString::fromUtf8(file) << false;
    for (const char* file : {"animals/dog.svg", "unsorted/u.svg", "computer/mouse.svg",
                             "recreation/games/chess/k.svg", "signs_and_symbols/flags/europe/f.svg"})
        QTest::newRow(file) << QString::fromUtf8(file) << true;
}

void SourcesTest::foldersWithoutPicturesAreLeftOut() {
    QFETCH(QString, file);
    QFETCH(bool, useful);
    QCOMPARE(isUsefulClipArt(file.toStdString()), useful);
}

void SourcesTest::anEmptyClipArtFolderIsNamed() {
    const TemporaryFolder folder;
    QVERIFY_EXCEPTION_THROWN(clipArtCandidates(folder.path(), noWordNet(), {}), Error);
    QVERIFY_EXCEPTION_THROWN(clipArtCandidates(folder / "missing", noWordNet(), {}), Error);
}

void SourcesTest::furnitureIsReadFromItsCatalogue() {
    const TemporaryFolder folder;
    writeZip(folder / "Blend.sh3f",
             {{"PluginFurnitureCatalog.properties",
               "name=Blend Swap CC-BY\nlicense=Creative Commons\nid#1=a\nname#1=Caf\\u00e9 "
               "table\ncategory#1=Kitchen\n"
               "tags#1=Blend Swap, Table, \\\n 4\nicon#1=/icons/table.png\ncreator#1=Ann\n"
               "id#2=b\nname#2=Lost\nicon#2=/icons/none.png\nid#3=c\nname#3=\nicon#3=/icons/table.png\n"},
              {"icons/table.png", pngOf(Qt::red)}});
    const auto all = furnitureCandidates(folder.path(), noWordNet());
    QCOMPARE(all.size(), std::size_t{1});
    QCOMPARE(all[0].file, std::string("furniture-Blend-table.png"));
    QCOMPARE(all[0].source, std::string("Sweet Home 3D, Blend Swap CC-BY, Ann (Creative Commons)"));
    const std::vector<std::string> expected{"name: Café table", "keywords: Table",
                                            "category: Café table, Kitchen"};
    QVERIFY(textsOf(all[0]) == expected);
    QCOMPARE(all[0].draw().pixelColor(3, 3), QColor(Qt::red));
}

void SourcesTest::damagedLibrariesAreNamed() {
    const TemporaryFolder folder;
    QVERIFY_EXCEPTION_THROWN(furnitureCandidates(folder.path(), noWordNet()), Error);
    writeFileAtomically(folder / "x.sh3f", "no zip archive");
    try {
        furnitureCandidates(folder.path(), noWordNet());
        QFAIL("damage was not noticed");
    } catch (const Error& error) {
        QVERIFY(std::string(error.what()).starts_with((folder / "x.sh3f").string()));
    }
    writeZip(folder / "x.sh3f", {{"other", "x"}});
    QVERIFY_EXCEPTION_THROWN(furnitureCandidates(folder.path(), noWordNet()), Error);
}

void SourcesTest::equalTextsAreOneSentenceAndEqualTitlesOneConcept() {
    std::vector<Candidate> all(3);
    all[0].file = "a.png";
    all[0].title = "Dog";
    all[0].texts = {{"Dog", "name"}, {"a pet", "gloss"}};
    all[1].file = "b.png";
    all[1].title = "dog";
    all[1].texts = {{"dog", "name"}, {"A  Pet", "gloss"}};
    all[2].file = "c.png";
    all[2].title = "cat";
    all[2].texts = {{"cat", "name"}, {"a pet", "gloss"}};
    const Dataset dataset = assembleDataset(all, "Test", "/nowhere");
    QCOMPARE(dataset.images().size(), std::size_t{3});
    QCOMPARE(dataset.sentences().size(), std::size_t{3});
    QCOMPARE(dataset.sentences()[0].text, std::string("Dog"));
    QCOMPARE(dataset.relation().pairCount(), std::size_t{6});
    QCOMPARE(dataset.relation().imagesOf(1).size(), std::size_t{3});
    QCOMPARE(dataset.concepts().size(), std::size_t{2});
    QCOMPARE(dataset.images()[1].conceptId, 0);
    QCOMPARE(dataset.images()[2].conceptId, 1);
    QCOMPARE(dataset.images()[2].path, std::filesystem::path("pictures/c.png"));
}

void SourcesTest::fileNamesAreMadeUnique() {
    std::vector<Candidate> all(4);
    all[0].file = all[1].file = all[3].file = "a.png";
    all[2].file = "a-2.png";
    makeFileNamesUnique(all);
    QCOMPARE(all[0].file, std::string("a.png"));
    QCOMPARE(all[1].file, std::string("a-2.png"));
    QCOMPARE(all[2].file, std::string("a-2-2.png"));
    QCOMPARE(all[3].file, std::string("a-3.png"));
}

void SourcesTest::starterBookIsBuiltAndFoundComplete() {
    const std::filesystem::path font = "usr/share/fonts/truetype/noto/NotoColorEmoji.ttf";
    std::filesystem::path found;
    for (const auto& root : {defaultPackageFolder() / "fonts-noto-color-emoji", std::filesystem::path("/")})
        if (std::filesystem::exists(root / font))
            found = root / font;
    if (found.empty())
        QSKIP("the emoji font is not here; `crossview-cli demo` brings it");
    const TemporaryFolder packages;
    const TemporaryFolder target;
    const auto project = target / "Book.crossview";
    const auto put = [&](const std::string& package, const std::string& file, const std::string& content) {
        writeFileAtomically(packages.path() / package / "usr/share" / file, content);
    };
    std::filesystem::create_directories((packages.path() / "fonts-noto-color-emoji" / font).parent_path());
    std::filesystem::create_symlink(found, packages.path() / "fonts-noto-color-emoji" / font);
    put("unicode-data", "unicode/emoji/emoji-test.txt",
        "# group: Animals & Nature\n# subgroup: animal-mammal\n1F436 ; fully-qualified # x E0.6 dog face\n"
        "1F431 ; fully-qualified # x E0.6 cat face\n"
        "1F468 200D 1F469 200D 1F467 ; fully-qualified # x E2.0 family\n"
        "1F436 200D 1F680 ; fully-qualified # x E9.9 dog in a rocket\n");
    put("unicode-cldr-core", "unicode/cldr/common/annotations/en.xml",
        "<ldml><annotation cp='🐶'>dog | pet</annotation><annotation cp='🐶' type='tts'>dog "
        "face</annotation></ldml>");
    put("unicode-cldr-core", "unicode/cldr/common/annotationsDerived/en.xml", "<ldml/>");
    put("wordnet-base", "wordnet/index.noun", "dog n 1 0 1 0 00000000\n");
    put("wordnet-base", "wordnet/data.noun", "00000000 05 n 02 dog 0 hound 0 000 | a barking animal\n");

    QVERIFY(!pictureBookIsComplete(project, true));
    const PictureBookOptions options{project, true, packages.path()};
    std::vector<std::string> items;
    const auto folder = buildPictureBook(options, {}, [&](const Progress& progress) {
        if (progress.stage == "Drawing pictures" && !progress.item.empty())
            items.push_back(progress.item);
    });
    QCOMPARE(folder, project);
    QCOMPARE(items.size(), std::size_t{3});
    QVERIFY(pictureBookIsComplete(project, true));
    QVERIFY(!pictureBookIsComplete(project, false));
    const auto dataset = Project::open(project).loadDataset();
    QCOMPARE(dataset->images().size(), std::size_t{3}); // the rocket dog is no glyph of the font
    QCOMPARE(dataset->images()[0].title, std::string("dog face"));
    QCOMPARE(dataset->sentences()[static_cast<std::size_t>(dataset->relation().sentencesOf(0)[0])].kind,
             std::string("name"));
    QCOMPARE(dataset->relation().sentencesOf(0).size(), std::size_t{5});
    QCOMPARE(QImage(QString::fromStdString(dataset->imagePath(2).string())).size(), QSize(128, 128));
    const std::string hash = dataset->hash();
    buildPictureBook(options, {}, {}); // again, over the finished one
    QCOMPARE(Project::open(project).loadDataset()->hash(), hash);
}

void SourcesTest::cancelledBuildLeavesNoProject() {
    const TemporaryFolder folder;
    std::stop_source source;
    source.request_stop();
    QVERIFY_EXCEPTION_THROWN(
        buildPictureBook({folder / "Book.crossview", true, folder / "packages"}, source.get_token(), {}),
        Cancelled);
    QVERIFY(!std::filesystem::exists(folder / "Book.crossview" / "project.sqlite"));
    QVERIFY(!pictureBookIsComplete(folder / "Book.crossview", true));
    writeFileAtomically(folder / "Book.crossview/picture-book.json", "no json");
    writeFileAtomically(folder / "Book.crossview/project.sqlite", "");
    QVERIFY(!pictureBookIsComplete(folder / "Book.crossview", true));
}

QTEST_MAIN(SourcesTest)
#include "sources_test.moc"
