namespace MayorsMechanism.Console.Api;

/// <summary>What a representative said, in the language in which it was said; once the person was erased, nobody is named.</summary>
public sealed record Contribution(Guid Id, Guid? PersonId, string Language, string Text, string Attribution);

public sealed record KeyMessage(
    Guid Id, int Version, Guid ConsultationId, Placement Placement, Dictionary<string, string> Lead, Dictionary<string, string>? Body,
    Dictionary<string, string>[]? Points, Backing[]? Backing);

public sealed record Backing(Guid ContributionId);

/// <summary>A message stands under a session, or under a category of those that cut across.</summary>
public sealed record Placement(Guid? SessionId = null, string? Category = null)
{
    public static readonly string[] Categories =
        ["legal-framework", "policy-coherence", "partnerships-and-participation", "regional-cooperation", "local-data", "other"];
}

/// <summary>Of its releases the number of the latest; 0 if there is none.</summary>
public sealed record Paper(Guid Id, int Version, Guid ConsultationId, Dictionary<string, string> Title, int Releases, SignOff[] SignOffs)
{
    /// <summary>Who signs, before a paper is released.</summary>
    public static readonly string[] Organisations = ["uclg", "mmc", "iom"];

    public SignOff? Of(string organisation) => SignOffs.SingleOrDefault(signed => signed.Organisation == organisation);

    public bool IsSigned(string organisation, string digest) => Of(organisation)?.Digest == digest;

    /// <summary>The draft that was signed last; drafts signed before it have changed since.</summary>
    public SignOff? Newest => SignOffs.MaxBy(signed => signed.At);
}

/// <summary>An organisation's word for the draft of a digest.</summary>
public sealed record SignOff(string Organisation, DateTimeOffset At, string Digest);

public sealed record Draft(string Digest, PaperDocument Document);

public sealed record Release(int Number, DateTimeOffset ReleasedAt, int? SupersededBy);

/// <summary>A released paper, as everybody may read it.</summary>
public sealed record PublishedPaper(Guid PaperId, Dictionary<string, string> Title, string Consultation, int Number, DateTimeOffset ReleasedAt, string[] Languages);
