# accounts.read
.class final Lorg/example/reach/Accounts;
.super Ljava/lang/Object;
.source "Accounts.java"

.method static use(Landroid/content/Context;)V
    .registers 2
    const/16 v0, 0x0
    invoke-virtual/range {v0 .. v0}, Landroid/accounts/AccountManager;->getAccounts()[Landroid/accounts/Account;
    return-void
.end method
