#pragma once

#include "map/item_info.h"
#include "style/theme.h"

#include "style/plain_text.h"
#include <QCheckBox>
#include <QComboBox>
#include <QFrame>
#include <QString>
#include <QStringList>

#include <span>
#include <string>

class QPainter;

class QScrollArea;

namespace crossview::ui {

/// A white card with a hairline border and radius 6.
QFrame* makeCard(QWidget* parent = nullptr);
/// A hairline between groups.
QFrame* makeLine(QWidget* parent = nullptr);
/// Section title: semibold, not bigger.
PlainLabel* makeHeading(const QString& text, QWidget* parent = nullptr);
/// Text in the secondary colour, one point smaller.
PlainLabel* makeSecondary(const QString& text, QWidget* parent = nullptr);

/// Puts content that grows downwards into a scroll area that shows the card behind it.
void setScrollContent(QScrollArea* area, QWidget* content);

/// Texts of the core as they are shown.
QStringList listOf(std::span<const std::string> texts);
/// "6,066", in the person's language.
QString grouped(qint64 number);
/// "1:12" or "1:02:05".
QString clockTime(double seconds);

/// The theme of the application.
const Theme& theme();
/// Circle for an image, diamond for a sentence, in the view's colour, filling `box`.
void paintViewMark(QPainter& painter, const QRectF& box, View view);
/// What stands in `box` for an image that has no picture file: a quiet empty frame with the image's view
/// mark.
void paintPlaceholder(QPainter& painter, const QRectF& box);
/// The text cut with an ellipsis to the width, in one line, vertically centred.
void paintElided(QPainter& painter, const QRectF& box, const QString& text, Qt::Alignment alignment = {});

/// A label of one line that cuts its text with an ellipsis instead of growing; the tool tip holds all of it.
class ElidedLabel : public QWidget {
    Q_OBJECT
public:
    explicit ElidedLabel(const QString& text = {}, Role role = Role::Text, QWidget* parent = nullptr);
    void setText(const QString& text);
    QString text() const { return m_text; }
    void setAlignment(Qt::Alignment alignment) { m_alignment = alignment; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QString m_text;
    Role m_role;
    Qt::Alignment m_alignment = Qt::AlignLeft;
};

/// The mark of a view: blue circle for images, orange diamond for sentences.
class ViewMark : public QWidget {
    Q_OBJECT
public:
    explicit ViewMark(View view, QWidget* parent = nullptr);
    void setView(View view);

protected:
    void paintEvent(QPaintEvent*) override;

private:
    View m_view;
};

/// A check box whose frame and tick keep their contrast on dark panels.
class TickBox : public QCheckBox {
    Q_OBJECT
public:
    using QCheckBox::QCheckBox;

protected:
    void paintEvent(QPaintEvent*) override;
};

/// A combo box with a small chevron in the colour of the theme. The wheel turns it only while it has the
/// focus, so that a panel can be scrolled over it.
class ChevronBox : public QComboBox {
    Q_OBJECT
public:
    using QComboBox::QComboBox;

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
};

/// A button that opens and closes what lies beneath it, with a chevron at the right.
class CollapsibleSection : public QWidget {
    Q_OBJECT
public:
    explicit CollapsibleSection(const QString& title, QWidget* parent = nullptr);
    QWidget* content() const { return m_content; }
    QString title() const { return m_title; }
    bool isOpen() const { return m_open; }
    void setOpen(bool open);

Q_SIGNALS:
    void toggled(bool open);

private:
    QString m_title;
    QWidget* m_content;
    class QPushButton* m_button;
    PlainLabel* m_chevron;
    bool m_open = true;
};

} // namespace crossview::ui
