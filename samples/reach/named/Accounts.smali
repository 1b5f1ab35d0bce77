# accounts.read
.class final Lorg/example/reach/Accounts;
.super Ljava/lang/Object;
.source "Accounts.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/accounts/AccountManager;->getAccounts()[Landroid/accounts/Account;
.end annotation
