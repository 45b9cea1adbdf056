#include "experiment/features_view.h"

#include "experiment/block_row.h"
#include "experiment/fold_row.h"
#include "experiment/option_row.h"
#include "experiment/user_network_rows.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QCheckBox>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace crossview::ui {
namespace {

const OptionField* fieldOf(std::string_view key) {
    const auto fields = optionFields();
    const auto found = std::ranges::find(fields, key, &OptionField::key);
    return found == fields.end() ? nullptr : &*found;
}

int dimensionsIn(const RunOptions& options, const OptionField& field) {
    return static_cast<int>(std::get<std::int64_t>(field.get(options)));
}

/// The blocks of a view in the order of the window: what knows most first.
std::vector<const FeatureBlock*> blocksOf(View view) {
    std::vector<const FeatureBlock*> blocks;
    for (const FeatureBlock& block : featureBlocks())
        if (block.view == view)
            blocks.push_back(&block);
    std::ranges::stable_sort(blocks, {}, [](const FeatureBlock* block) { return block->place; });
    return blocks;
}

QVBoxLayout* makeColumn(QWidget* widget) {
    auto* column = new QVBoxLayout(widget);
    column->setContentsMargins(0, 2, 0, 4);
    column->setSpacing(0);
    return column;
}

} // namespace

FeaturesView::FeaturesView(QWidget* parent) : QWidget(parent) {
    auto* column = makeColumn(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_status = makeSecondary({});
    m_status->setContentsMargins(4, 0, 4, 2);
    column->addWidget(m_status);
    m_images = addFold(View::image, tr("Images"),
                       tr("What the features of a picture, x before the network, are made of"));
    m_sentences = addFold(View::sentence, tr("Sentences"),
                          tr("What the features of a sentence, y before the network, are made of"));
}

FoldRow* FeaturesView::addFold(View view, const QString& name, const QString& help) {
    auto* fold = new FoldRow(view, name, help);
    auto* column = makeColumn(fold->content());
    for (const FeatureBlock* block : blocksOf(view))
        if (const OptionField* field = fieldOf(block->key)) {
            auto* row = new BlockRow(*block, *field);
            addBlock(row);
            column->addWidget(row);
            if (block->key == UserNetworkRows::kComponents) {
                m_userNetwork = new UserNetworkRows;
                row->addPart(m_userNetwork);
                m_rows.insert(m_rows.end(), m_userNetwork->rows().begin(), m_userNetwork->rows().end());
            }
        }
    PlainLabel* details = makeSecondary(tr("Details"));
    details->setContentsMargins(4, 6, 0, 2);
    column->addWidget(details);
    for (const OptionField& field : optionFields()) {
        const std::string_view prefix = view == View::image ? "features.image." : "features.text.";
        if (!field.key.starts_with(prefix) || featureBlock(field.key) ||
            field.key.starts_with(UserNetworkRows::kPrefix))
            continue;
        m_rows.push_back(new OptionRow(field));
        column->addWidget(m_rows.back());
    }
    connect(fold->button(), &QPushButton::clicked, this, [this, fold] {
        if (fold->isOpen())
            Q_EMIT opened();
    });
    layout()->addWidget(fold);
    return fold;
}

void FeaturesView::addBlock(BlockRow* block) {
    m_blocks.push_back(block);
    m_rows.push_back(block->option());
    connect(block, &BlockRow::switched, this,
            [this, block](int dimensions) { onSwitched(block, dimensions); });
    const std::string encoder(block->block().encoder);
    connect(block, &BlockRow::getRequested, this, [this, encoder] { Q_EMIT fetchRequested(encoder); });
    connect(block, &BlockRow::folderRequested, this, [this, encoder] { Q_EMIT folderRequested(encoder); });
    connect(block, &BlockRow::cancelRequested, this, [this, encoder] { Q_EMIT cancelRequested(encoder); });
}

void FeaturesView::onSwitched(BlockRow* block, int dimensions) {
    const auto others = std::ranges::count_if(m_blocks, [block](const BlockRow* other) {
        return other != block && other->block().view == block->block().view && other->isOn();
    });
    if (dimensions == 0 && others == 0) {
        block->box()->setChecked(true);
        Q_EMIT refused(
            block->block().view == View::image
                ? tr("Pictures need features: switch another block on before this one goes off.")
                : tr("Sentences need features: switch another block on before this one goes off."));
        return;
    }
    Q_EMIT switched(block->option(), dimensions);
}

void FeaturesView::setFacts(const QString& images, const QString& sentences, bool given) {
    m_given = given;
    m_images->setFact(images);
    m_sentences->setFact(sentences);
}

void FeaturesView::setOptions(const RunOptions& options, const RunOptions& preset) {
    m_options = options;
    for (BlockRow* block : m_blocks)
        block->setDimensions(dimensionsIn(options, block->option()->field()),
                             dimensionsIn(preset, block->option()->field()));
    m_userNetwork->setOptions(options);
    block(UserNetworkRows::kComponents)
        ->setObstacle(options.features.image.network.file.empty() ? tr("Choose the network's file first.")
                                                                  : QString());
    showStatus();
}

void FeaturesView::setExtracted(const std::optional<RunOptions>& extracted) {
    m_extracted = extracted;
    showStatus();
}

void FeaturesView::showStatus() {
    const bool same = m_extracted && std::ranges::all_of(m_rows, [this](const OptionRow* row) {
                          return row->field().get(m_options) == row->field().get(*m_extracted);
                      });
    if (m_given)
        m_status->setText(tr("Given with the data: nothing is extracted."));
    else if (!m_extracted)
        m_status->setText(tr("Not extracted yet: Run does it."));
    else
        m_status->setText(same ? tr("Extracted and kept with the project.")
                               : tr("Changed: Run extracts the features anew."));
    m_status->setProperty("secondary", m_given || same || !m_extracted);
    m_status->style()->unpolish(m_status);
    m_status->style()->polish(m_status);
}

void FeaturesView::setLocked(const QString& reason) {
    for (OptionRow* row : m_rows)
        row->setLocked(reason);
    for (BlockRow* block : m_blocks)
        block->setLocked(reason);
}

void FeaturesView::setEncoder(const std::string& encoder, const EncoderState& state) {
    for (BlockRow* block : m_blocks)
        if (block->block().encoder == encoder)
            block->setEncoder(state);
}

std::vector<std::string> FeaturesView::missingEncoders() const {
    using Kind = EncoderState::Kind;
    std::vector<std::string> missing;
    for (const BlockRow* block : m_blocks)
        if (block->isOn() &&
            (block->encoder().kind == Kind::Absent || block->encoder().kind == Kind::Arriving))
            missing.emplace_back(block->block().encoder);
    return missing;
}

BlockRow* FeaturesView::block(std::string_view key) const {
    for (BlockRow* block : m_blocks)
        if (block->block().key == key)
            return block;
    return nullptr;
}

BlockRow* FeaturesView::reveal(const std::string& encoder) {
    for (BlockRow* block : m_blocks)
        if (block->block().encoder == encoder) {
            fold(block->block().view)->setOpen(true);
            return block;
        }
    return nullptr;
}

QString FeaturesView::status() const {
    return m_status->text();
}

} // namespace crossview::ui
