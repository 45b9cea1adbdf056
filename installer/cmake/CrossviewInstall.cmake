install(TARGETS crossview crossview-cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES installer/org.crossview.Crossview.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
install(FILES installer/org.crossview.Crossview.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
install(FILES resources/icons/crossview.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps
    RENAME org.crossview.Crossview.svg)
install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
