# files.all
.class final Lorg/example/reach/AllFiles;
.super Ljava/lang/Object;
.source "AllFiles.java"

.field static final NAME:Ljava/lang/String; = "android.settings.MANAGE_ALL_FILES_ACCESS_PERMISSION"
