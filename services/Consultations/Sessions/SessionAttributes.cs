using MayorsMechanism.ServiceDefaults.Api;
using NodaTime;

namespace MayorsMechanism.Consultations.Sessions;

/// <summary>The IANA name of a time zone that both this machine and the calendars know.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ZoneAttribute() : ShapeAttribute("time-zone")
{
    protected override bool Fits(object value) => value is string { Length: <= 60 } name && DateTimeZoneProviders.Tzdb.GetZoneOrNull(name) is not null
        && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId;
}

/// <summary>Whole minutes, from one to a day.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SessionLengthAttribute() : ShapeAttribute("session-length")
{
    protected override bool Fits(object value) =>
        value is TimeSpan length && length >= TimeSpan.FromMinutes(1) && length <= TimeSpan.FromHours(24) && length.Ticks % TimeSpan.TicksPerMinute == 0;
}

/// <summary>Addresses by language tag (BCP 47), each absolute and with https, without a user's name or password.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class JoiningLinksAttribute() : ShapeAttribute("joining-links")
{
    static readonly LanguageTagAttribute Tag = new();

    protected override bool Fits(object value) =>
        value is Dictionary<string, string> { Count: <= 30 } links && Tag.IsValid(links.Keys) && links.Values.All(IsSafe);

    static bool IsSafe(string? address) => address is { Length: <= 2000 } && Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri.Scheme == Uri.UriSchemeHttps && uri.Host.Length > 0 && uri.UserInfo.Length == 0;
}
