# webview.files
.class final Lorg/example/reach/WebFiles;
.super Ljava/lang/Object;
.source "WebFiles.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/webkit/WebSettings;->setAllowFileAccess(Z)V
.end annotation
