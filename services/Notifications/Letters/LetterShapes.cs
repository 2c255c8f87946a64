using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Notifications.Letters;

/// <summary>A letter in a list.</summary>
/// <param name="Id">Names the letter; part of the mail's Message-ID.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="Trigger">What it says.</param>
/// <param name="State">queued, sending, sent, recorded (the address is of a domain for examples), failed, unconfirmed (it may have
/// left, and somebody has to decide whether to send it again) or discarded.</param>
/// <param name="Reason">Why the last attempt did not succeed.</param>
/// <param name="NominationId">The nomination that it is about; null when it is about an invitation.</param>
/// <param name="InvitationId">The invitation that it is about; null when it is about a nomination.</param>
/// <param name="PersonId">Whom it concerns.</param>
/// <param name="CreatedAt">When it was decided to write it.</param>
public sealed record LetterSummary(
    Guid Id, int Version, LetterTrigger Trigger, LetterState State, string? Reason, Guid? NominationId, Guid? InvitationId, Guid PersonId,
    DateTimeOffset CreatedAt)
{
    public static LetterSummary From(Letter letter) => new(letter.Id, letter.Version, letter.Trigger, letter.State,
        letter.Attempts.LastOrDefault()?.Reason, letter.NominationId, letter.InvitationId, letter.PersonId, letter.CreatedAt);
}

/// <summary>A letter with what was written.</summary>
/// <param name="Id">Names the letter; part of the mail's Message-ID.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="Trigger">What it says.</param>
/// <param name="State">queued, sending, sent, recorded (the address is of a domain for examples), failed, unconfirmed (it may have
/// left, and somebody has to decide whether to send it again) or discarded.</param>
/// <param name="NominationId">The nomination that it is about; null when it is about an invitation.</param>
/// <param name="InvitationId">The invitation that it is about; null when it is about a nomination.</param>
/// <param name="PersonId">Whom it concerns.</param>
/// <param name="RecipientId">Who was written to: another when the person had been merged.</param>
/// <param name="Occasion">The consultation or session it is about.</param>
/// <param name="CreatedAt">When it was decided to write it.</param>
/// <param name="Attempts">Each attempt to send it.</param>
/// <param name="Erased">Somebody whom it told of was erased: nothing that it said is kept.</param>
/// <param name="Language">One of en, es, fr, pt; null before it left, like what follows.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Text">As text. In place of the one-time link stands an address that does not work.</param>
/// <param name="Html">As HTML, the same way.</param>
public sealed record LetterResponse(
    Guid Id, int Version, LetterTrigger Trigger, LetterState State, Guid? NominationId, Guid? InvitationId, Guid PersonId, Guid? RecipientId,
    Occasion Occasion, DateTimeOffset CreatedAt, Attempt[] Attempts, bool Erased, string? Language, string? Subject, string? Text, string? Html) : IVersioned
{
    public static LetterResponse From(Letter letter) => new(letter.Id, letter.Version, letter.Trigger, letter.State, letter.NominationId,
        letter.InvitationId, letter.PersonId, letter.RecipientId, letter.Occasion, letter.CreatedAt, letter.Attempts, letter.Erased, letter.Language, letter.Subject,
        letter.Text, letter.Html);
}
