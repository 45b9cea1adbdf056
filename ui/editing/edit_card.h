#pragma once

#include <QFrame>
#include <QStringList>

class QListWidget;
class QPushButton;

namespace crossview::ui {

class PlainLabel;

/// The edits of the data, a line each, and the way back.
class EditCard : public QFrame {
    Q_OBJECT
public:
    explicit EditCard(QWidget* parent = nullptr);

    /// A sentence on all of them, and one on each.
    void setEdits(const QString& summary, const QStringList& sentences);
    QListWidget* list() const { return m_list; }
    QPushButton* takeBackButton() const { return m_takeBack; }
    QPushButton* takeAllBackButton() const { return m_takeAllBack; }
    QString summary() const;

Q_SIGNALS:
    void takenBack(int row);
    void allTakenBack();

private:
    PlainLabel* m_summary;
    QListWidget* m_list;
    QPushButton* m_takeBack;
    QPushButton* m_takeAllBack;
};

} // namespace crossview::ui
