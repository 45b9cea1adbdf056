# Reads the sources of ui/ and app/ and fails where a text could be taken for more than text: a label that
# reads markup, a tool tip or title that does, a write to the terminal past writeVisibleLine.
#   cmake -DSOURCE=<repository> -P tests/plain_text.cmake
cmake_minimum_required(VERSION 3.22)
if(NOT IS_DIRECTORY "${SOURCE}/ui")
    message(FATAL_ERROR "plain text: no ui/ under '${SOURCE}': call with -DSOURCE=<repository>.")
endif()

# <pattern>|<what to use>. A line that calls asToolTip is plain.
set(rules
    "(new|[^a-zA-Z_]make_unique<) *QLabel|PlainLabel (style/plain_text.h)"
    "(^|[ (])QLabel [a-z]|PlainLabel (style/plain_text.h)"
    "setToolTip\\(|setPlainToolTip (style/plain_text.h)"
    "ToolTipRole|asToolTip (style/plain_text.h)"
    "QToolTip::showText|asToolTip (style/plain_text.h)"
    "setWindowTitle\\(|setPlainTitle (style/plain_text.h)"
    "QMessageBox|the message bar, or a dialog of PlainLabels"
    "(Qt::|\")(RichText|AutoText|MarkdownText)|plain text"
    "setHtml\\(|plain text"
    "(fprintf|[^a-z]printf|fputs|fputc|fwrite|std::cerr|std::cout|std::print)|writeVisibleLine (common/visible_text.h)")

# Where the rule is carried out, and what shows nothing out of a file: numbers of the run bar, the pages of the
# method, names of classes, the console's own orders.
set(exempt_ui/style/plain_text.cpp ".")
set(exempt_ui/style/plain_text.h ".")
set(exempt_ui/style/style_sheet.cpp "QLabel")
set(exempt_ui/window/run_bar.cpp "m_epoch")
set(exempt_ui/window/method_window.cpp "setHtml")
set(exempt_ui/bridge/gui_watchdog.cpp "fprintf")
set(exempt_app/commands/console.cpp "033|text.data")

file(GLOB_RECURSE files RELATIVE "${SOURCE}" "${SOURCE}/ui/*.h" "${SOURCE}/ui/*.cpp" "${SOURCE}/app/*.h"
    "${SOURCE}/app/*.cpp")
set(problems 0)
foreach(file IN LISTS files)
    file(READ "${SOURCE}/${file}" text)
    # A list of lines: without the characters that mean something in a list.
    string(REGEX REPLACE "[][;\\]" " " text "${text}")
    string(REPLACE "\n" ";" lines "${text}")
    set(number 0)
    foreach(line IN LISTS lines)
        math(EXPR number "${number} + 1")
        string(REGEX REPLACE "//.*" "" line "${line}")
        if(line MATCHES "asToolTip\\(" OR (DEFINED exempt_${file} AND line MATCHES "${exempt_${file}}"))
            continue()
        endif()
        foreach(rule IN LISTS rules)
            string(FIND "${rule}" "|" cut REVERSE)
            string(SUBSTRING "${rule}" 0 ${cut} pattern)
            math(EXPR cut "${cut} + 1")
            string(SUBSTRING "${rule}" ${cut} -1 remedy)
            if(line MATCHES "${pattern}")
                message(NOTICE "plain text: ${file}:${number}: use ${remedy}")
                math(EXPR problems "${problems} + 1")
                break()
            endif()
        endforeach()
    endforeach()
endforeach()
list(LENGTH files count)
if(problems GREATER 0)
    message(FATAL_ERROR "plain text: ${problems} problems in ${count} files of ui and app")
endif()
message(NOTICE "plain text: ${count} files of ui and app, no problem")
