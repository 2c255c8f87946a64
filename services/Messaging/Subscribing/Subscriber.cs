namespace MayorsMechanism.Messaging.Subscribing;

/// <summary>A service that takes what this one tells of its records of one kind, and how far it has been told again what it asked for.</summary>
public sealed class Subscriber
{
    /// <summary>By the name of its database and queues.</summary>
    public required string Service { get; init; }

    /// <summary>Name of the kind of records.</summary>
    public required string Record { get; init; }

    /// <summary>Names of the contracts that it takes.</summary>
    public required string[] Contracts { get; init; }

    /// <summary>Those of them that it is to be told again; none when it has been told everything.</summary>
    public required string[] Wanted { get; set; }

    /// <summary>The last record of which it was.</summary>
    public required Guid ToldUpTo { get; set; }
}
