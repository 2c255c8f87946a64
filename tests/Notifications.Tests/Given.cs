using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Notifications.Tests;

/// <summary>Events as the other services write them.</summary>
static class Given
{
    // A bare line feed, folding and letters that a careless mail program would touch.
    public const string Calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Formación de migrantes — competencias para el trabajo\r\n "
        + " decente\n.\r\nDESCRIPTION:From =3D to \\n here\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    public static PersonChanged Person(
        Guid? id = null, string name = "Ana Souza", string? email = "ana@prefeitura.example", string[]? languages = null, Guid? canonical = null)
    {
        return new PersonChanged
        {
            Id = id ?? Guid.CreateVersion7(),
            Version = 1,
            Name = name,
            Email = email,
            Languages = languages ?? ["en"],
            Status = canonical is null ? "active" : "merged",
            CanonicalId = canonical,
            Positions = [],
            Consents = [],
        };
    }

    public static NominationChanged Nomination(string state, long version, Guid? person = null, Guid? id = null) => new()
    {
        Id = id ?? Guid.CreateVersion7(),
        Version = version,
        SessionId = Guid.CreateVersion7(),
        ConsultationId = Guid.CreateVersion7(),
        PersonId = person ?? Guid.CreateVersion7(),
        OnBehalfOf = Guid.CreateVersion7(),
        State = state,
        Answered = state is "accepted" or "declined",
        Consultation = "Puebla Process Consultation",
        Session = new() { ["en"] = "Skilling migrants", ["es"] = "Formación de migrantes" },
        Date = new DateOnly(2060, 6, 11),
        Start = new DateTimeOffset(2060, 6, 11, 14, 0, 0, TimeSpan.Zero),
        TimeZone = "America/Costa_Rica",
        Calendar = state switch
        {
            "proposed" => null,
            "confirmed" or "accepted" => Calendar,
            _ => Calendar.Replace("METHOD:REQUEST", "METHOD:CANCEL", StringComparison.Ordinal),
        },
    };

    public static InvitationChanged Invitation(string state, long version, Guid? contact = null, Guid? id = null, long reminders = 0) => new()
    {
        Id = id ?? Guid.CreateVersion7(),
        Version = version,
        ConsultationId = Guid.CreateVersion7(),
        OrganisationId = Guid.CreateVersion7(),
        State = state,
        Deadline = new DateTimeOffset(2099, 5, 1, 22, 0, 0, TimeSpan.Zero),
        Reminders = reminders,
        Consultation = "Puebla Process Consultation",
        Organisation = "Intendencia de Montevideo",
        ContactId = contact,
    };

    public static InvitationChanged OfSession(InvitationChanged invited) => invited with
    {
        SessionId = Guid.CreateVersion7(),
        Session = new() { ["en"] = "Skilling migrants", ["es"] = "Formación de migrantes" },
        Date = new DateOnly(2060, 6, 11),
        Start = new DateTimeOffset(2060, 6, 11, 14, 0, 0, TimeSpan.Zero),
        TimeZone = "America/Costa_Rica",
    };
}
