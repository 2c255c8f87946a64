namespace MayorsMechanism.AppHost.Start;

/// <summary>Something a person can mend: the message is one line that says what is wrong and what to do.</summary>
sealed class Refusal(string message) : Exception(message)
{
    /// <summary>Nobody needs the stack of one.</summary>
    public static void EndsInOneLine() => AppDomain.CurrentDomain.UnhandledException += (_, failure) =>
    {
        if (failure.ExceptionObject is not Refusal refusal) return;
        Console.Error.WriteLine(refusal.Message);
        Environment.Exit(1);
    };
}
