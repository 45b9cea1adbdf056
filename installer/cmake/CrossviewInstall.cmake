install(TARGETS crossview crossview-cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(CROSSVIEW_MODULES)
    set(parquet_module "")
    if(CROSSVIEW_PARQUET)
        set(parquet_module crossview_parquet_module)
    endif()
    install(TARGETS crossview_torch_module crossview_codecs_module crossview_arrays_module crossview_index_module
        crossview_metadata_module crossview_tar_module ${parquet_module} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/crossview)
endif()
install(FILES installer/org.crossview.Crossview.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
install(FILES installer/org.crossview.Crossview.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
install(FILES resources/icons/crossview.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps
    RENAME org.crossview.Crossview.svg)
install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
