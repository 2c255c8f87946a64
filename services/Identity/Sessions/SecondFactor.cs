using System.Security.Cryptography;
using MayorsMechanism.Identity.Events;
using MayorsMechanism.Identity.Keys;
using MayorsMechanism.Identity.Staff;
using Microsoft.EntityFrameworkCore;
using OtpNet;

namespace MayorsMechanism.Identity.Sessions;

/// <summary>Time-based one-time passwords (RFC 6238: SHA-1, six digits, 30 s, one step of drift) and recovery codes. Each is accepted once.</summary>
sealed class SecondFactor(IdentityDbContext db, SecretBox box, SecurityLog log, TimeProvider time)
{
    const string Issuer = "Mayors Mechanism";

    /// <returns>The key in Base32, and the address that authenticators read from a QR code.</returns>
    public (string Key, string Address) Begin(StaffAccount account)
    {
        var key = RandomNumberGenerator.GetBytes(20);
        account.BeginTotp(box.Seal(key, Purpose(account)));
        return (Base32Encoding.ToString(key), new OtpUri(OtpType.Totp, key, account.Email, Issuer).ToString());
    }

    /// <returns>The recovery codes, or null when <paramref name="code"/> is wrong.</returns>
    public IReadOnlyList<string>? Confirm(StaffAccount account, string code)
    {
        if (StepOf(account, account.PendingTotpKey!, code) is not { } step) return null;
        account.ConfirmTotp(step);
        string[] codes = [.. Enumerable.Range(0, RecoveryCode.PerAccount).Select(_ => RecoveryCode.New())];
        db.RecoveryCodes.AddRange(codes.Select(c => new RecoveryCode { AccountId = account.Id, Hash = RecoveryCode.HashOf(c) }));
        return codes;
    }

    /// <summary>Of an account that is made together with its authenticator: there is nobody to show the key to, and no code to wait for.</summary>
    public void Give(StaffAccount account, byte[] key)
    {
        account.BeginTotp(box.Seal(key, Purpose(account)));
        account.ConfirmTotp(step: 0);
    }

    /// <summary>Uses up a TOTP or recovery code.</summary>
    public async Task<bool> AcceptAsync(StaffAccount account, string code, CancellationToken cancel)
    {
        if (StepOf(account, account.TotpKey!, code) is { } step)
        {
            // In one statement: of two requests with the same code one wins.
            return await db.Staff.Where(a => a.Id == account.Id && a.LastTotpStep < step)
                .ExecuteUpdateAsync(set => set.SetProperty(a => a.LastTotpStep, step), cancel) == 1;
        }
        var hash = RecoveryCode.HashOf(code);
        if (await db.RecoveryCodes.Where(c => c.AccountId == account.Id && c.Hash == hash).ExecuteDeleteAsync(cancel) == 0) return false;
        log.Add(db, SecurityEventKind.RecoveryCodeUsed, account.Id.ToString());
        return true;
    }

    long? StepOf(StaffAccount account, byte[] sealedKey, string code)
    {
        var totp = new Totp(box.Open(sealedKey, Purpose(account)));
        var digits = string.Concat(code.Where(char.IsAsciiLetterOrDigit));
        return totp.VerifyTotp(time.GetUtcNow().UtcDateTime, digits, out var step, new VerificationWindow(previous: 1, future: 1)) ? step : null;
    }

    public static string Purpose(StaffAccount account) => $"totp:{account.Id}";
}
