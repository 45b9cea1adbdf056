#pragma once

#include "dataset/dataset.h"

#include <QWidget>

#include <optional>

class QPushButton;

namespace crossview::ui {

class PlainLabel;

class ElidedLabel;

/// A line of a section with the mark of a view (or none), its name, a fact and a chevron; pressing it opens
/// and closes what lies beneath.
class FoldRow : public QWidget {
    Q_OBJECT
public:
    FoldRow(std::optional<View> view, const QString& name, const QString& help, QWidget* parent = nullptr);
    QWidget* content() const { return m_content; }
    QPushButton* button() const { return m_button; }
    void setFact(const QString& fact);
    QString fact() const;
    bool isOpen() const { return m_open; }
    void setOpen(bool open);

private:
    void describe();

    QString m_name;
    QString m_help;
    QPushButton* m_button;
    ElidedLabel* m_fact;
    PlainLabel* m_chevron;
    QWidget* m_content;
    bool m_open = false;
};

} // namespace crossview::ui
