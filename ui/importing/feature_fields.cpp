#include "importing/feature_fields.h"

#include "importing/file_field.h"
#include "style/plain_text.h"

#include <QFormLayout>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace crossview::ui {

FeatureFields::FeatureFields(QWidget* parent)
    : QWidget(parent), m_opener(new QToolButton), m_body(new QWidget) {
    const QString array = tr(
        "A row each: .npy, .npz, .mat, HDF5, safetensors, a table of numbers, or a folder of numbered .npy "
        "files; FILE:NAME for one of several arrays.");
    struct Text {
        QString label, title, tip;
    };
    const std::array<Text, kFields> texts{
        {{tr("Image &features"), tr("Choose the features of the images"),
          tr("%1 Nothing is extracted from pictures then.").arg(array)},
         {tr("&Text features"), tr("Choose the features of the sentences"), array},
         {tr("P&airs"), tr("Choose the file of pairs"),
          tr("Without captions: two numbers a line, the rows that match, counted from 0; empty: row by row, "
             "or "
             "five sentences an image.")},
         {tr("Image na&mes"), tr("Choose the names of the image features' rows"),
          tr("What the rows are called, a line each: with captions they are joined to the pictures by it.")},
         {tr("Text nam&es"), tr("Choose the names of the text features' rows"),
          tr("The same for the sentences.")}}};
    m_opener->setText(tr("Features that you have already"));
    m_opener->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_opener->setCheckable(true);
    m_opener->setAutoRaise(true);
    setPlainToolTip(m_opener,
                    tr("Rows of numbers for images or sentences, made elsewhere; with those of both "
                       "views no captions are needed, whatever the views are."));
    auto* form = new QFormLayout(m_body);
    form->setContentsMargins(16, 4, 0, 0);
    form->setSpacing(8);
    for (std::size_t i = 0; i < kFields; ++i) {
        m_fields.at(i) = new FileField(texts.at(i).title, false);
        setPlainToolTip(m_fields.at(i)->line(), texts.at(i).tip);
        form->addRow(texts.at(i).label, m_fields.at(i));
        connect(m_fields.at(i), &FileField::edited, this, &FeatureFields::edited);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_opener);
    layout->addWidget(m_body);
    connect(m_opener, &QToolButton::toggled, this, [this](bool open) {
        m_opener->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
        m_body->setVisible(open);
    });
    m_opener->setArrowType(Qt::RightArrow);
    m_body->hide();
}

void FeatureFields::setOpen(bool open) {
    m_opener->setChecked(open);
}

FeatureFiles FeatureFields::files() const {
    const auto path = [this](Field which) {
        return std::filesystem::path(m_fields.at(which)->path().toStdString());
    };
    return {path(imageFeatures), path(textFeatures), path(pairs), path(imageNames), path(textNames)};
}

QString FeatureFields::problem() const {
    for (const FileField* field : m_fields)
        if (QString problem = field->problem(); !problem.isEmpty())
            return problem;
    return {};
}

} // namespace crossview::ui
