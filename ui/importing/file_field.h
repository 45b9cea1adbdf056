#pragma once

#include <QWidget>

class QLineEdit;

namespace crossview::ui {

/// A path that can be typed, chosen or dropped here.
class FileField : public QWidget {
    Q_OBJECT
public:
    /// `title` says what is chosen; `folder`: a folder, else a file.
    FileField(const QString& title, bool folder, QWidget* parent = nullptr);

    QLineEdit* line() const { return m_line; }
    QString path() const;
    void setPath(const QString& path);
    /// Says what is wrong with a path that is given: a sentence; empty: nothing.
    QString problem() const;

Q_SIGNALS:
    void edited();

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void choose(const QString& title);

    QLineEdit* m_line;
    bool m_folder;
};

} // namespace crossview::ui
