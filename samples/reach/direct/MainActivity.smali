.class public Lorg/example/reach/MainActivity;
.super Landroid/app/Activity;
.source "MainActivity.java"

.method public constructor <init>()V
    .registers 1
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method public onCreate(Landroid/os/Bundle;)V
    .registers 6
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    invoke-static {p0}, Lorg/example/reach/Book;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/BookChange;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Diary;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/DiaryChange;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/CallLog;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Dial;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Hang;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/CallState;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Messages;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Arrived;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Send;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Photos;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Files;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/AllFiles;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Place;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Region;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Trail;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Microphone;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Camera;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Screen;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Overlay;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Watch;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Notices;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Clip;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Apps;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Usage;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Accounts;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Device;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Sim;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Advert;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Wifi;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Bluetooth;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Heart;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Steps;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Admin;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Vpn;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Keys;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Fill;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Boot;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Loader;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Shell;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Library;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Hidden;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Root;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Emulator;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Bridge;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/WebFiles;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Tls;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Cipher;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Installer;->use(Landroid/content/Context;)V
    invoke-static {p0}, Lorg/example/reach/Settings;->use(Landroid/content/Context;)V
    return-void
.end method
