#include "experiment/option_row.h"

#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QWheelEvent>

#include <array>
#include <cmath>
#include <limits>

namespace crossview::ui {
namespace {

constexpr int kFieldWidth = 88;
constexpr int kTextWidth = 130; // of text that may be long
constexpr int kTextRoom = 18;
constexpr int kChevronRoom = 34; // and the frame

/// What a choice is called in the window; its value keeps the name of files and of the command line.
QString choiceText(const std::string& choice) {
    static constexpr std::array<std::pair<const char*, const char*>, 14> kNames{{
        {"concept", QT_TRANSLATE_NOOP("OptionRow", "by concept")},
        {"file", QT_TRANSLATE_NOOP("OptionRow", "as in the file")},
        {"first", QT_TRANSLATE_NOOP("OptionRow", "first layer")},
        {"last", QT_TRANSLATE_NOOP("OptionRow", "last layer")},
        {"euclidean", QT_TRANSLATE_NOOP("OptionRow", "Euclidean")},
        {"euclidean-epsilon", QT_TRANSLATE_NOOP("OptionRow", "Euclidean + ε")},
        {"squared-euclidean", QT_TRANSLATE_NOOP("OptionRow", "squared")},
        {"negative-dot", QT_TRANSLATE_NOOP("OptionRow", "minus dot product")},
        {"mean-slots", QT_TRANSLATE_NOOP("OptionRow", "mean of kept")},
        {"mean-active", QT_TRANSLATE_NOOP("OptionRow", "mean of violated")},
        {"infonce", QT_TRANSLATE_NOOP("OptionRow", "InfoNCE")},
        {"siglip", QT_TRANSLATE_NOOP("OptionRow", "SigLIP")},
        {"sgd", QT_TRANSLATE_NOOP("OptionRow", "SGD")},
        {"adam", QT_TRANSLATE_NOOP("OptionRow", "Adam")},
    }};
    for (const auto& [value, name] : kNames)
        if (choice == value)
            return QCoreApplication::translate("OptionRow", name);
    QString text = QString::fromStdString(choice);
    return text.replace(QLatin1Char('-'), QLatin1Char(' '));
}

/// Width of the widest choice.
int textWidth(const QComboBox& box) {
    int width = 0;
    for (int i = 0; i < box.count(); ++i)
        width = std::max(width, box.fontMetrics().horizontalAdvance(box.itemText(i)));
    return width;
}

/// Fields in a panel that scrolls: the wheel scrolls the panel unless the field has the focus.
template <typename Field>
class Calm : public Field {
public:
    using Field::Field;

protected:
    void wheelEvent(QWheelEvent* event) override {
        if (this->hasFocus())
            Field::wheelEvent(event);
        else
            event->ignore();
    }
};

/// The dot, painted in the accent.
class DotButton : public QToolButton {
public:
    using QToolButton::QToolButton;

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QColor accent = theme().color(Role::Accent);
        painter.setPen(Qt::NoPen);
        painter.setBrush(accent);
        painter.drawEllipse(QRectF(rect()).center(), 3, 3);
        if (hasFocus() || underMouse()) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(accent, 1));
            painter.drawEllipse(QRectF(rect()).center(), 5.5, 5.5);
        }
    }
};

int decimalsFor(double value, int wanted) {
    // A learning rate of 0.0001 must not read 0.00.
    int decimals = wanted;
    while (decimals < 8 && value != 0 &&
           std::abs(std::round(value * std::pow(10, decimals)) / std::pow(10, decimals) - value) >
               1e-9 * std::abs(value))
        ++decimals;
    return decimals;
}

} // namespace

OptionRow::OptionRow(const OptionField& field, QWidget* title, QWidget* parent)
    : QWidget(parent), m_field(field),
      m_title(title ? title : new ElidedLabel(QString::fromStdString(field.label), Role::SecondaryText)),
      m_dot(new DotButton(this)) {
    setObjectName(QString::fromStdString("row." + field.key));
    makeEditor();
    m_editor->setObjectName(QString::fromStdString(field.key));
    m_editor->setAccessibleName(QString::fromStdString(field.label));
    m_editor->setAccessibleDescription(QString::fromStdString(field.help));
    m_dot->setFixedSize(14, 14);
    setPlainToolTip(m_dot, tr("Differs from the preset; click to go back to the preset's value"));
    m_dot->setAccessibleName(tr("Reset %1 to the preset").arg(QString::fromStdString(field.label)));
    QSizePolicy keepsSpace = m_dot->sizePolicy();
    keepsSpace.setRetainSizeWhenHidden(true);
    m_dot->setSizePolicy(keepsSpace);
    m_dot->hide();
    connect(m_dot, &QToolButton::clicked, this, &OptionRow::resetRequested);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(4, 1, 0, 1);
    layout->setSpacing(4);
    layout->addWidget(m_title, 1);
    // "Hidden units … units" would say it twice.
    const QString unit = QString::fromStdString(field.unit);
    if (!unit.isEmpty() && !QString::fromStdString(field.label).contains(unit, Qt::CaseInsensitive))
        layout->addWidget(makeSecondary(unit));
    layout->addWidget(m_editor);
    if (m_browse)
        layout->addWidget(m_browse);
    layout->addWidget(m_dot);
    setLocked({});
}

void OptionRow::makeEditor() {
    const OptionValue sample = m_field.get(RunOptions{});
    const auto changed = [this](const OptionValue& newValue) {
        if (!m_showing)
            Q_EMIT edited(newValue);
    };
    if (std::holds_alternative<bool>(sample)) {
        auto* box = new TickBox(this);
        connect(box, &QCheckBox::toggled, this, [changed](bool on) { changed(on); });
        m_editor = box;
        return;
    }
    if (!m_field.choices.empty()) {
        auto* box = new ChevronBox(this);
        for (const std::string& choice : m_field.choices)
            box->addItem(choiceText(choice), QString::fromStdString(choice));
        connect(box, &QComboBox::currentIndexChanged, this,
                [changed, box] { changed(box->currentData().toString().toStdString()); });
        m_editor = box;
    } else if (std::holds_alternative<std::int64_t>(sample)) {
        auto* box = new Calm<QDoubleSpinBox>(this); // 64-bit seeds do not fit QSpinBox
        box->setDecimals(0);
        box->setRange(m_field.minimum, m_field.maximum > m_field.minimum ? m_field.maximum : 1e15);
        box->setSingleStep(m_field.step > 0 ? m_field.step : 1);
        connect(box, &QDoubleSpinBox::valueChanged, this,
                [changed](double number) { changed(static_cast<std::int64_t>(std::llround(number))); });
        m_editor = box;
    } else if (std::holds_alternative<double>(sample)) {
        auto* box = new Calm<QDoubleSpinBox>(this);
        box->setDecimals(m_field.decimals);
        box->setRange(m_field.minimum, m_field.maximum);
        box->setSingleStep(m_field.step > 0 ? m_field.step : 0.1);
        connect(box, &QDoubleSpinBox::valueChanged, this, [changed](double number) { changed(number); });
        m_editor = box;
    } else {
        return makeTextEditor();
    }
    if (auto* spin = qobject_cast<QAbstractSpinBox*>(m_editor)) {
        spin->setButtonSymbols(QAbstractSpinBox::NoButtons);
        spin->setAlignment(Qt::AlignRight);
        spin->setKeyboardTracking(false);
        spin->setFocusPolicy(Qt::StrongFocus);
    }
    m_editor->setFixedWidth(kFieldWidth);
    if (const auto* combo = qobject_cast<QComboBox*>(m_editor))
        m_editor->setFixedWidth(std::max(kFieldWidth, textWidth(*combo) + kChevronRoom));
}

void OptionRow::makeTextEditor() {
    auto* line = new QLineEdit(this);
    connect(line, &QLineEdit::editingFinished, this, [this, line] {
        if (!m_showing && line->isModified()) // leaving the field is no change
            Q_EMIT edited(line->text().toStdString());
    });
    m_editor = line;
    const QString usual = QString::fromStdString(std::get<std::string>(m_field.get(RunOptions{})));
    const int needed = line->fontMetrics().horizontalAdvance(usual) + kTextRoom;
    line->setFixedWidth(usual.isEmpty() ? kTextWidth : std::max(kFieldWidth, needed));
    if (m_field.file.empty())
        return;
    m_browse = new QPushButton(QStringLiteral("…"), this);
    m_browse->setProperty("flat", true);
    setPlainToolTip(m_browse, tr("Chooses the file"));
    m_browse->setAccessibleName(tr("Choose %1").arg(QString::fromStdString(m_field.label)));
    connect(m_browse, &QPushButton::clicked, this, &OptionRow::chooseFile);
}

void OptionRow::chooseFile() {
    auto* dialog = new QFileDialog(window(), QString::fromStdString(m_field.help));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters(
        {tr("Such files (%1)").arg(QString::fromStdString(m_field.file)), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        Q_EMIT edited(file.toStdString());
        Q_EMIT fileChosen(file);
    });
    dialog->open();
}

void OptionRow::setValue(const OptionValue& newValue, const OptionValue& presetValue) {
    m_showing = true;
    if (auto* check = qobject_cast<QCheckBox*>(m_editor)) {
        check->setChecked(std::get<bool>(newValue));
    } else if (auto* combo = qobject_cast<QComboBox*>(m_editor)) {
        combo->setCurrentIndex(combo->findData(QString::fromStdString(std::get<std::string>(newValue))));
    } else if (auto* spin = qobject_cast<QDoubleSpinBox*>(m_editor)) {
        if (const auto* number = std::get_if<double>(&newValue)) {
            spin->setDecimals(decimalsFor(*number, m_field.decimals));
            spin->setValue(*number);
        } else {
            spin->setValue(static_cast<double>(std::get<std::int64_t>(newValue)));
        }
    } else if (auto* line = qobject_cast<QLineEdit*>(m_editor)) {
        line->setText(QString::fromStdString(std::get<std::string>(newValue)));
    }
    m_differs = newValue != presetValue;
    m_dot->setVisible(m_differs);
    m_showing = false;
}

OptionValue OptionRow::value() const {
    if (const auto* check = qobject_cast<QCheckBox*>(m_editor))
        return check->isChecked();
    if (const auto* combo = qobject_cast<QComboBox*>(m_editor))
        return combo->currentData().toString().toStdString();
    if (const auto* spin = qobject_cast<QDoubleSpinBox*>(m_editor)) {
        if (spin->decimals() == 0 && std::holds_alternative<std::int64_t>(m_field.get(RunOptions{})))
            return static_cast<std::int64_t>(std::llround(spin->value()));
        return spin->value();
    }
    return qobject_cast<QLineEdit*>(m_editor)->text().toStdString();
}

void OptionRow::setLocked(const QString& reason) {
    m_editor->setEnabled(reason.isEmpty());
    m_dot->setEnabled(reason.isEmpty());
    if (m_browse)
        m_browse->setEnabled(reason.isEmpty());
    const QString help = QString::fromStdString(m_field.help);
    const QString tip = reason.isEmpty() ? help : help + QStringLiteral("\n\n") + reason;
    setPlainToolTip(m_editor, tip);
    setPlainToolTip(m_title, tip);
}

} // namespace crossview::ui
