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
