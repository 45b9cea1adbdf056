#include "bridge/gui_watchdog.h"

#include <QElapsedTimer>
#include <QEvent>
#include <QMetaEnum>
#include <QThread>

#include <cstdio>

namespace crossview::ui {
namespace {

constexpr double kGoal = 8; // ms

QString describe(const char* className, const QString& name, const char* ownerClass, QEvent::Type type) {
    const char* eventName = QMetaEnum::fromType<QEvent::Type>().valueToKey(type);
    QString text = QString::fromLatin1(className);
    if (!name.isEmpty())
        text += QStringLiteral(" \"%1\"").arg(name);
    if (ownerClass)
        text += QStringLiteral(" of %1").arg(QString::fromLatin1(ownerClass));
    return text + QStringLiteral(", ") +
           (eventName ? QString::fromLatin1(eventName) : QString::number(static_cast<int>(type)));
}

} // namespace

WatchedApplication::WatchedApplication(int& argc, char** argv)
    : QApplication(argc, argv),
      m_verbose(qEnvironmentVariable("CROSSVIEW_WATCHDOG") == QStringLiteral("all")) {}

WatchedApplication::~WatchedApplication() {
    std::fprintf(stderr, "watchdog: the longest block of the window was %.1f ms (%s)\n", m_longest,
                 qPrintable(m_where));
}

bool WatchedApplication::notify(QObject* receiver, QEvent* event) {
    if (!m_measuring)
        return QApplication::notify(receiver, event);
    // The receiver may be gone afterwards: what names it is taken first (pointers to static data, cheap).
    const QEvent::Type type = event->type();
    const char* className = receiver->metaObject()->className();
    const char* ownerClass = receiver->parent() ? receiver->parent()->metaObject()->className() : nullptr;
    const QString name = receiver->objectName();
    // An open menu runs a loop within the event that opened it; its events are outermost ones of their own.
    const int level = QThread::currentThread()->loopLevel();
    const int outerDepth = m_depth;
    const int outerLevel = m_loopLevel;
    const bool otherLoop = m_depth > 0 && level > m_loopLevel;
    if (otherLoop) {
        m_depth = 0;
        m_loopWithin = false;
    }
    if (m_depth == 0)
        m_loopLevel = level;
    QElapsedTimer timer;
    timer.start();
    ++m_depth;
    const bool result = QApplication::notify(receiver, event);
    --m_depth;
    if (m_measuring && !m_loopWithin)
        record(static_cast<double>(timer.nsecsElapsed()) * 1e-6,
               [&] { return describe(className, name, ownerClass, type); });
    if (m_depth == 0)
        m_loopWithin = false;
    if (otherLoop) {
        m_depth = outerDepth;
        m_loopLevel = outerLevel;
        m_loopWithin = true;
    }
    return result;
}

void WatchedApplication::record(double milliseconds, const std::function<QString()>& describeIt) {
    if (m_depth > 0) {
        if (milliseconds > m_innerLongest) {
            m_innerLongest = milliseconds;
            m_innerWhere = describeIt();
        }
        return;
    }
    if (milliseconds > m_longest || (m_verbose && milliseconds > kGoal)) {
        QString where = describeIt();
        if (m_innerLongest > milliseconds / (m_verbose ? 8 : 2))
            where +=
                QStringLiteral("; within it %1 ms of %2").arg(m_innerLongest, 0, 'f', 1).arg(m_innerWhere);
        if (m_verbose && milliseconds > kGoal)
            std::fprintf(stderr, "watchdog: %.1f ms (%s)\n", milliseconds, qPrintable(where));
        if (milliseconds > m_longest) {
            m_longest = milliseconds;
            m_where = where;
        }
    }
    m_innerLongest = 0;
    m_innerWhere.clear();
}

} // namespace crossview::ui
