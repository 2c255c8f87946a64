using System.Collections.Frozen;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.AspNetCore.Identity;

namespace MayorsMechanism.Identity.Staff;

/// <summary>
/// Length matters, composition does not (ASVS 2.1); what everybody tries first is refused, and so is a password made of the account's own
/// name and address.
/// </summary>
sealed class Passwords
{
    public const int Shortest = 12, Longest = 128;

    static readonly FrozenSet<string> Common = ReadCommon();

    readonly PasswordHasher<StaffAccount> _hasher;
    readonly string _nobodysHash;

    public Passwords(PasswordHasher<StaffAccount> hasher)
    {
        _hasher = hasher;
        _nobodysHash = hasher.HashPassword(null!, Secret.New());
    }

    /// <exception cref="ShapeException">Names <paramref name="field"/>.</exception>
    public string Hash(StaffAccount account, string password, string field)
    {
        if (IsCommon(password)) throw new ShapeException(field, "password-common");
        if (IsPersonal(account, password)) throw new ShapeException(field, "password-personal");
        return _hasher.HashPassword(account, password);
    }

    /// <summary>Takes as long without an account as with one.</summary>
    public bool Verify(StaffAccount? account, string password)
    {
        var result = _hasher.VerifyHashedPassword(account!, account?.PasswordHash ?? _nobodysHash, password);
        return account?.PasswordHash is not null && result is not PasswordVerificationResult.Failed;
    }

    /// <summary>Also with the usual tail: <c>Password2026!!</c>.</summary>
    static bool IsCommon(string password)
    {
        var plain = password.ToLowerInvariant();
        return Common.Contains(plain) || Common.Contains(plain.TrimEnd([.. "0123456789!.?*#$@-_"])) || plain.Distinct().Count() < 5;
    }

    static bool IsPersonal(StaffAccount account, string password)
    {
        var rest = password.ToLowerInvariant();
        foreach (var part in account.Email.Split('@', '.').Concat(account.Name.ToLowerInvariant().Split(' ')).Where(part => part.Length > 3))
        {
            rest = rest.Replace(part, "", StringComparison.Ordinal);
        }
        return rest.Length < Shortest / 2;
    }

    static FrozenSet<string> ReadCommon()
    {
        using var reader = new StreamReader(typeof(Passwords).Assembly.GetManifestResourceStream("common-passwords.txt")!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToFrozenSet();
    }
}

/// <summary>12 to 128 characters of any kind.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
sealed class PasswordAttribute() : ShapeAttribute("password-length", Passwords.Shortest, Passwords.Longest)
{
    protected override bool Fits(object value) =>
        value is string text && text.EnumerateRunes().Count() is >= Passwords.Shortest and <= Passwords.Longest;
}
