namespace MayorsMechanism.AppHost.LocalHost;

/// <summary>Something a person can mend: the message is one line that says what is wrong and what to do.</summary>
sealed class StartException(string message) : Exception(message);
