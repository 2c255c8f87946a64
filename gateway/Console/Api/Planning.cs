using System.Globalization;
using System.Xml;

namespace MayorsMechanism.Console.Api;

// What pages show of the API's records; what they do not show is left out.

/// <summary>A page of a list.</summary>
public sealed record ListOf<T>(T[] Items, string? Next = null, long? Total = null);

public sealed record WhoAmI(string Name, string Email, string Role, string Organisation, string[] Scopes, int RecoveryCodesLeft);

public sealed record Organisation(Guid Id, int Version, string Name, string Kind, string? Country, bool Verified);

public sealed record Cycle(Guid Id, string Name, string Chair, string? Term, Summit? Summit);

public sealed record Summit(DateOnly? From, DateOnly? To, string? Place);

public sealed record Consultation(
    Guid Id, Guid CycleId, string Name, string Region, Guid? HostProcessId, string? HostChair, string? Objectives, string State);

/// <summary>A session and who is to sit in it.</summary>
public sealed record SessionSeats(Session Session, int Seated, int Proposed);

public sealed record Session(
    Guid Id, int Version, Guid ConsultationId, string Kind, Dictionary<string, string> Title, DateOnly Date,
    DateTimeOffset? Start, string? Duration, string TimeZone, string[] Languages, int Seats, string State)
{
    /// <summary>From when to when, on the clocks of the session's zone; null while the hour is not known.</summary>
    public string? Hours
    {
        get
        {
            if (Start is not { } start) return null;
            var local = TimeZoneInfo.ConvertTimeBySystemTimeZoneId(start, TimeZone);
            return Duration is null
                ? local.ToString("HH:mm", CultureInfo.InvariantCulture)
                : string.Create(CultureInfo.InvariantCulture, $"{local:HH:mm}–{local + XmlConvert.ToTimeSpan(Duration):HH:mm}");
        }
    }

    public string Zone => TimeZone.Replace('_', ' ');
}

public sealed record Nomination(
    Guid Id, int Version, Guid SessionId, Guid PersonId, Guid CanonicalPersonId, string? Person, string? Title, Guid OnBehalfOf, string? Organisation,
    string State, string? Reason, int? AlternateRank = null);
