using MayorsMechanism.Consultations.Answers;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Consultations.Selection;

/// <param name="Themes">Themes of the cycle: three for a regional consultation, or none to take the selection back.</param>
public sealed record SelectThemes([AtMost(50)] IReadOnlyList<Guid> Themes)
{
    public static SelectThemes Example => new([Guid.Parse("01970000-0000-7000-8000-000000000001"),
        Guid.Parse("01970000-0000-7000-8000-000000000002"), Guid.Parse("01970000-0000-7000-8000-000000000003")]);
}

/// <param name="Party">Whose word it is.</param>
/// <param name="Recorded">How it reached you.</param>
public sealed record RecordSignOff(SignOffParty Party, Recorded Recorded)
{
    public static RecordSignOff Example => new(SignOffParty.Host, new(AnswerChannel.Mail, new(2020, 5, 12), "Mail of the host's secretariat"));
}

/// <summary>That a party has signed the themes as they are selected.</summary>
/// <param name="Party">Which.</param>
/// <param name="Date">When it gave its word.</param>
public sealed record SignOffResponse(SignOffParty Party, DateOnly? Date)
{
    internal static SignOffResponse Of(SignOff s) => new(s.Party, s.Recorded.Date);
}

/// <summary>A sign-off with how it is known.</summary>
/// <param name="Party">Whose.</param>
/// <param name="Recorded">Who wrote it down, and on what ground.</param>
/// <param name="At">When it was written down.</param>
public sealed record SignOffEvidence(SignOffParty Party, RecordedAnswer Recorded, DateTimeOffset At)
{
    internal static SignOffEvidence Of(SignOff s) => new(s.Party, s.Recorded, s.At);
}
