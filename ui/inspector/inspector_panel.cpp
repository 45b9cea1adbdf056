#include "inspector/inspector_panel.h"

#include "inspector/region_picture.h"

#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <limits>

namespace crossview::ui {
namespace {

constexpr int kPartnersShown = 8;
constexpr int kSentencesShown = 5;
constexpr int kLargeSide = 112;
constexpr int kRankless = std::numeric_limits<int>::max(); // behind those that have one

/// A row of pictures, as many as fit.
class Strip : public QWidget {
public:
    using QWidget::QWidget;
    QSize sizeHint() const override { return {200, 50}; }
    QSize minimumSizeHint() const override { return {48, 50}; }

    /// Shows as many of the pictures as fit.
    void arrange() {
        int x = 0;
        for (auto* button : findChildren<PictureButton*>(QString(), Qt::FindDirectChildrenOnly)) {
            button->move(x, 1);
            button->setVisible(x + button->width() <= width());
            x += button->width() + 6;
        }
    }

protected:
    void resizeEvent(QResizeEvent*) override { arrange(); }
};

void empty(QWidget* holder) {
    for (auto* button : holder->findChildren<ItemButton*>(QString(), Qt::FindDirectChildrenOnly)) {
        button->hide();
        if (holder->layout())
            holder->layout()->removeWidget(button);
        button->setParent(nullptr);
        button->deleteLater(); // it may be the one that was clicked
    }
}

QWidget* makeColumn() {
    auto* column = new QWidget;
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    return column;
}

} // namespace

InspectorPanel::InspectorPanel(const ItemSources& sources, QWidget* parent)
    : QWidget(parent), m_sources(sources) {
    setAccessibleName(tr("Inspector"));
    build();
    setItem({});
}

void InspectorPanel::build() {
    m_viewName = makeSecondary({});
    m_empty = makeSecondary(tr("Click a point of the map, a picture or a sentence to see its partners, "
                               "their ranks and its nearest neighbours."));
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setMargin(16);
    m_title = new PlainLabel;
    m_title->setWordWrap(true);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_title->setObjectName(QStringLiteral("inspectorTitle"));
    m_details = makeSecondary({});
    m_details->setWordWrap(true);
    m_pictureHolder = makeColumn();
    m_places = makeColumn();
    m_places->layout()->setSpacing(8);
    m_partnersTitle = makeSecondary({});
    m_partners = makeColumn();
    m_imagesTitle = makeSecondary(tr("Nearest images"));
    m_images = new Strip;
    m_sentencesTitle = makeSecondary(tr("Nearest sentences"));
    m_sentences = makeColumn();
    m_search = new QPushButton;
    setPlainToolTip(m_search, tr("Search with this item in the query box"));
    connect(m_search, &QPushButton::clicked, this, [this] { Q_EMIT searchRequested(m_item); });

    auto* text = new QVBoxLayout;
    text->setSpacing(4);
    m_mark = new ViewMark(View::image);
    auto* kind = new QHBoxLayout;
    kind->setSpacing(4);
    kind->addWidget(m_mark);
    kind->addWidget(m_viewName, 1);
    text->addLayout(kind);
    text->addWidget(m_title);
    text->addWidget(m_details);
    text->addStretch();
    text->addWidget(m_search, 0, Qt::AlignLeft);
    auto* head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(m_pictureHolder, 0, Qt::AlignTop);
    head->addLayout(text, 1);

    m_body = new QWidget;
    auto* column = new QVBoxLayout(m_body);
    column->setContentsMargins(12, 0, 12, 12);
    column->setSpacing(4);
    column->addLayout(head);
    column->addWidget(m_places);
    column->addSpacing(4);
    column->addWidget(m_partnersTitle);
    column->addWidget(m_partners);
    column->addSpacing(4);
    column->addWidget(m_imagesTitle);
    column->addWidget(m_images);
    column->addSpacing(4);
    column->addWidget(m_sentencesTitle);
    column->addWidget(m_sentences);
    column->addStretch();

    auto* scroll = new QScrollArea;
    setScrollContent(scroll, m_body);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_empty, 1);
    layout->addWidget(scroll, 1);
}

void InspectorPanel::place(ItemButton* button, const char* name) {
    button->setObjectName(QString::fromLatin1(name));
    connect(button, &ItemButton::chosen, this, &InspectorPanel::chosen);
}

void InspectorPanel::setItem(ItemRef item) {
    const bool known = m_sources.info->exists(item);
    const bool same = item == m_item;
    m_item = known ? item : ItemRef{};
    m_empty->setVisible(!known);
    m_body->parentWidget()->parentWidget()->setVisible(known);
    if (same && known)
        return;
    for (QWidget* holder : {m_pictureHolder, m_partners, m_images, m_sentences})
        empty(holder);
    if (!known)
        return;
    const bool isImage = item.view == View::image;
    const QString text = m_sources.info->text(item);
    nameViews();
    showPlaces(m_sources.info->places(item));
    m_mark->setView(item.view);
    m_title->setText(text);
    QStringList details;
    if (const QString name = m_sources.info->conceptName(item); !name.isEmpty())
        details << tr("concept: %1").arg(name);
    if (const QString source = m_sources.info->source(item); !source.isEmpty())
        details << (isImage ? tr("from: %1").arg(source) : tr("kind: %1").arg(source));
    for (const auto& [name, value] : m_sources.info->columns(item))
        details << tr("%1: %2", "column of the imported file and its value").arg(name, value);
    const QString obstacle = m_sources.info->whyLeftOut(item);
    if (!obstacle.isEmpty())
        details << tr("It takes no part. %1").arg(obstacle);
    m_search->setEnabled(obstacle.isEmpty());
    m_details->setText(details.join(QLatin1Char('\n')));
    m_details->setVisible(!details.isEmpty());
    m_pictureHolder->setVisible(isImage);
    if (isImage) {
        auto* picture = new PictureButton(m_sources, item, m_pictureHolder);
        picture->setFixedSize(kLargeSide, kLargeSide);
        m_pictureHolder->layout()->addWidget(picture);
        place(picture, "inspectorPicture");
    }
    Inspection first;
    first.item = item;
    const View other = isImage ? View::sentence : View::image;
    for (const int partner : m_sources.info->partners(item))
        first.partners.push_back({{other, partner}, 0, 0});
    show(first);
}

void InspectorPanel::show(const Inspection& inspection) {
    if (!(inspection.item == m_item) || !m_item.isValid())
        return;
    const bool isImage = m_item.view == View::image;
    for (QWidget* holder : {m_partners, m_images, m_sentences})
        empty(holder);
    const auto count = static_cast<int>(inspection.partners.size());
    m_partnersTitle->setText(partnerCount(count));
    updatePlaces(inspection.places);
    std::vector<Partner> partners = inspection.partners;
    std::stable_sort(partners.begin(), partners.end(), [](const Partner& a, const Partner& b) {
        return (a.rank > 0 ? a.rank : kRankless) < (b.rank > 0 ? b.rank : kRankless);
    });
    for (int p = 0; p < std::min(count, kPartnersShown); ++p) {
        const Partner& partner = partners[static_cast<std::size_t>(p)];
        auto* row = new TextRow(m_sources, partner.item, m_partners);
        row->setRank(partner.rank);
        m_partners->layout()->addWidget(row);
        place(row, "partner");
    }
    for (const Hit& hit : inspection.nearestImages)
        place(new PictureButton(m_sources, {View::image, hit.item}, m_images), "nearestImage");
    static_cast<Strip*>(m_images)->arrange();
    const auto others = m_sources.info->partners(m_item);
    int shown = 0;
    for (const Hit& hit : inspection.nearestSentences) {
        if (++shown > kSentencesShown)
            break;
        auto* row = new TextRow(m_sources, {View::sentence, hit.item}, m_sentences);
        row->setDistance(hit.distance,
                         isImage && std::find(others.begin(), others.end(), hit.item) != others.end());
        m_sentences->layout()->addWidget(row);
        place(row, "nearestSentence");
    }
    const bool trained = inspection.epoch >= 0 && m_sources.info->takesPart(m_item);
    for (QWidget* part :
         std::initializer_list<QWidget*>{m_imagesTitle, m_images, m_sentencesTitle, m_sentences})
        part->setVisible(trained);
}

void InspectorPanel::nameViews() {
    const bool isImage = m_item.view == View::image;
    const bool ofRegions = m_sources.info->isOfRegions(m_item);
    if (!ofRegions)
        m_viewName->setText(isImage ? tr("image") : tr("sentence"));
    else if (isImage)
        m_viewName->setText(m_sources.info->partners(m_item).empty() ? tr("proposal: a box without phrase")
                                                                     : tr("region"));
    else
        m_viewName->setText(tr("phrase"));
    if (ofRegions)
        m_search->setText(isImage ? tr("Find its phrases") : tr("Find its regions"));
    else
        m_search->setText(isImage ? tr("Find its sentences") : tr("Find its pictures"));
    m_imagesTitle->setText(ofRegions ? tr("Nearest regions") : tr("Nearest images"));
    m_sentencesTitle->setText(ofRegions ? tr("Nearest phrases") : tr("Nearest sentences"));
}

QString InspectorPanel::partnerCount(int count) const {
    const bool isImage = m_item.view == View::image;
    const QString number = grouped(count);
    if (m_sources.info->isOfRegions(m_item))
        return isImage ? (count == 1 ? tr("1 phrase names it") : tr("%1 phrases name it").arg(number))
                       : (count == 1 ? tr("It names 1 region") : tr("It names %1 regions").arg(number));
    return isImage ? (count == 1 ? tr("1 sentence describes it") : tr("%1 sentences describe it").arg(number))
                   : (count == 1 ? tr("It describes 1 picture") : tr("It describes %1 pictures").arg(number));
}

void InspectorPanel::showPlaces(const std::vector<PhrasePlace>& places) {
    for (auto* before : m_places->findChildren<RegionPicture*>(QString(), Qt::FindDirectChildrenOnly)) {
        before->hide();
        m_places->layout()->removeWidget(before);
        before->setParent(nullptr);
        before->deleteLater(); // it may be the one that was clicked
    }
    for (const PhrasePlace& place : places) {
        auto* picture = new RegionPicture(m_sources, place, m_places);
        m_places->layout()->addWidget(picture);
        connect(picture, &RegionPicture::chosen, this, &InspectorPanel::chosen);
    }
    m_places->setVisible(!places.empty());
}

void InspectorPanel::updatePlaces(const std::vector<PhrasePlace>& places) {
    const auto pictures = m_places->findChildren<RegionPicture*>(QString(), Qt::FindDirectChildrenOnly);
    for (std::size_t p = 0; p < std::min(places.size(), std::size_t(pictures.size())); ++p)
        pictures[qsizetype(p)]->setPlace(places[p]);
}

std::vector<TextRow*> InspectorPanel::partnerRows() const {
    const auto rows = m_partners->findChildren<TextRow*>(QString(), Qt::FindDirectChildrenOnly);
    return {rows.begin(), rows.end()};
}

std::vector<ItemButton*> InspectorPanel::neighbours(View view) const {
    const QWidget* holder = view == View::image ? m_images : m_sentences;
    const auto buttons = holder->findChildren<ItemButton*>(QString(), Qt::FindDirectChildrenOnly);
    return {buttons.begin(), buttons.end()};
}

} // namespace crossview::ui
