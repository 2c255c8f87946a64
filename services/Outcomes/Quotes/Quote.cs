using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Outcomes.Quotes;

/// <summary>How an approval came.</summary>
public enum ApprovalChannel { Email, Phone, InPerson, Letter, Other }

/// <summary>That the speaker approved a quote as it stands.</summary>
/// <param name="Channel">How it came.</param>
/// <param name="Date">When it was given.</param>
/// <param name="Evidence">Where it can be looked up; null once the speaker was erased.</param>
/// <param name="RecordedBy">Whoever wrote it down.</param>
/// <param name="RecordedAt">When it was written down.</param>
public sealed record Approval(ApprovalChannel Channel, DateOnly Date, string? Evidence, string RecordedBy, DateTimeOffset RecordedAt);

/// <summary>What somebody said, to be printed: word for word, or marked as a paraphrase.</summary>
public sealed class Quote : Entity
{
    public Guid SessionId { get; private set; }
    public Guid ConsultationId { get; private set; }

    /// <summary>The message that it stands under; null for the end of the topic.</summary>
    public Guid? MessageId { get; private set; }

    /// <summary>The speaker, as given; null once erased, as is the name.</summary>
    public Guid? PersonId { get; private set; }

    /// <summary>Of the wording (BCP 47).</summary>
    public string Language { get; private set; } = null!;

    public string Wording { get; private set; } = null!;
    public Dictionary<string, string>? Translations { get; private set; }
    public bool Paraphrase { get; private set; }

    /// <summary>As printed.</summary>
    public string? Name { get; private set; }

    /// <summary>As printed.</summary>
    public string? Affiliation { get; private set; }

    /// <summary>Null until the speaker has approved what stands here now.</summary>
    public Approval? Approval { get; private set; }

    Quote() { }

    public Quote(Guid consultation, QuoteBody facts)
    {
        PersonId = facts.PersonId ?? throw new ShapeException("personId", "required");
        Name = facts.Name ?? throw new ShapeException("name", "required");
        ConsultationId = consultation;
        Set(facts);
    }

    public void Set(QuoteBody facts)
    {
        // Only an erasure takes the speaker away, and nobody gives the name back.
        if (facts.PersonId is null && PersonId is not null) throw new ShapeException("personId", "required");
        if (facts.PersonId is not null && facts.Name is null) throw new ShapeException("name", "required");
        if (facts.PersonId is null && facts.Name is not null) throw new ShapeException("name", "name-of-nobody");
        if (Printed(facts) != Printed(QuoteResponse.BodyOf(this)) || facts.PersonId != PersonId) Approval = null;
        (SessionId, MessageId, PersonId) = (facts.SessionId, facts.MessageId, facts.PersonId);
        (Language, Wording, Translations, Paraphrase) = (facts.Language, facts.Wording, facts.Translations, facts.Paraphrase);
        (Name, Affiliation) = (facts.Name, facts.Affiliation);
    }

    /// <exception cref="RuleViolation">It is approved already.</exception>
    public void Approve(Approval approval)
    {
        if (Approval is not null) throw new RuleViolation("already-approved");
        Approval = approval;
    }

    /// <exception cref="RuleViolation">It is not approved.</exception>
    public void WithdrawApproval()
    {
        if (Approval is null) throw new RuleViolation("not-approved");
        Approval = null;
    }

    /// <summary>The message that it stood under goes.</summary>
    public void LeaveMessage()
    {
        Touch();
        MessageId = null;
    }

    /// <summary>Keeps what was said and from where, and nothing that tells by whom.</summary>
    public void Forget()
    {
        (PersonId, Name) = (null, null);
        Approval = Approval is null ? null : Approval with { Evidence = null };
    }

    /// <summary>What the speaker approves: two that print alike are equal.</summary>
    static (string, string, bool, string?, string?, string) Printed(QuoteBody facts) =>
        (facts.Language, facts.Wording, facts.Paraphrase, facts.Name, facts.Affiliation, Texts(facts.Translations));

    static string Texts(Dictionary<string, string>? texts) =>
        System.Text.Json.JsonSerializer.Serialize(texts?.OrderBy(text => text.Key, StringComparer.Ordinal).Select(text => new[] { text.Key, text.Value }));
}
