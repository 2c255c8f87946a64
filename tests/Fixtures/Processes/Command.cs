namespace MayorsMechanism.Fixtures;

/// <summary>A program to run.</summary>
sealed record Command(string Program, params string[] Arguments)
{
    /// <summary>The account to run as; the current one when null.</summary>
    public string? User { get; init; }

    public string WorkingDirectory { get; init; } = "/";

    /// <summary>Set on top of the inherited environment; null removes a variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>What stops it cleanly.</summary>
    public Signal Stop { get; init; } = Signal.Term;

    /// <summary>What the kernel sends it when the process that started it dies.</summary>
    public Signal OnParentDeath { get; init; } = Signal.Kill;
}

/// <summary>The POSIX signals used here, by the names setpriv knows and the numbers kill takes.</summary>
enum Signal
{
    Hup = 1,
    Int = 2,
    Kill = 9,
    Term = 15,
}
