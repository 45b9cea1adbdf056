#pragma once

#include <QDialog>
#include <QTextBlock>
#include <vector>

class QLineEdit;
class QTextBrowser;
class QTreeWidget;
class QTreeWidgetItem;

namespace crossview::ui {

class PlainLabel;

/// The page that the code's comments cite, resources/docs/method.md, as a window to read in: contents at the
/// left, find in page (Ctrl+F, Enter, Shift+Enter), Escape closes. Follows the theme.
class MethodWindow : public QDialog {
    Q_OBJECT
public:
    explicit MethodWindow(QWidget* parent = nullptr);

    /// Shows the one window of `parent`: makes it at the first call, brings it to the front at later ones.
    static MethodWindow* showFor(QWidget* parent);

    QTextBrowser* page() const { return m_page; }
    QTreeWidget* contents() const { return m_contents; }
    QLineEdit* findField() const { return m_find; }
    /// Scrolls to the heading that begins with this number ("1.3", "6B"); false when there is none.
    bool showSection(const QString& number);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct Heading {
        int position = 0; // of its block in the document
        QTreeWidgetItem* item = nullptr;
    };

    void fill();
    void styleBlocks();
    void styleTables();
    void fillContents();
    void wrap();
    void scrollTo(int position);
    void markCurrent();
    void find(bool forward, bool fromHere);

    QTextBrowser* m_page;
    QTreeWidget* m_contents;
    QLineEdit* m_find;
    PlainLabel* m_found;
    std::vector<Heading> m_headings;
    bool m_jumping = false; // to a section that was chosen
};

} // namespace crossview::ui
