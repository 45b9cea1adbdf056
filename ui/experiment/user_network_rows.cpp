#include "experiment/user_network_rows.h"

#include "experiment/fold_row.h"
#include "experiment/option_row.h"

#include <QVBoxLayout>

namespace crossview::ui {

UserNetworkRows::UserNetworkRows(QWidget* parent)
    : QWidget(parent),
      m_recipe(new FoldRow(std::nullopt, tr("Input"), tr("How pictures are put before the network"))) {
    auto* inner = new QVBoxLayout(m_recipe->content());
    inner->setContentsMargins(0, 2, 0, 2);
    inner->setSpacing(0);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (const OptionField& field : optionFields()) {
        if (!field.key.starts_with(kPrefix) || field.key == kComponents)
            continue;
        auto* row = new OptionRow(field);
        const bool isFile = !field.file.empty();
        m_rows.insert(isFile ? m_rows.begin() : m_rows.end(), row);
        (isFile ? column : inner)->addWidget(row);
    }
    column->addWidget(m_recipe);
}

void UserNetworkRows::setOptions(const RunOptions& options) {
    const NetworkRecipe& recipe = options.features.image.network;
    QString fact = tr("%1 px").arg(recipe.size) + QStringLiteral(" · ");
    if (recipe.tenCropMean)
        fact += tr("ten crops");
    else
        fact += recipe.fit == PictureFit::crop ? tr("crop") : tr("whole");
    fact += recipe.channels == ChannelOrder::rgb ? QStringLiteral(" · RGB") : QStringLiteral(" · BGR");
    m_recipe->setFact(fact);
}

} // namespace crossview::ui
