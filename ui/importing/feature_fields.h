#pragma once

#include "dataset/importers/feature_import.h"

#include <QWidget>

#include <array>

class QToolButton;

namespace crossview::ui {

class FileField;

/// Files of features that a person has already, behind a line that opens them.
class FeatureFields : public QWidget {
    Q_OBJECT
public:
    enum Field { imageFeatures, textFeatures, pairs, imageNames, textNames, kFields };

    explicit FeatureFields(QWidget* parent = nullptr);

    FileField* field(Field which) const { return m_fields.at(which); }
    QToolButton* opener() const { return m_opener; }
    void setOpen(bool open);
    FeatureFiles files() const;
    /// What is wrong with a path that is given; empty: nothing.
    QString problem() const;

Q_SIGNALS:
    void edited();

private:
    QToolButton* m_opener;
    QWidget* m_body;
    std::array<FileField*, kFields> m_fields{};
};

} // namespace crossview::ui
