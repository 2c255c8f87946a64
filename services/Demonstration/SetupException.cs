namespace MayorsMechanism.Demonstration;

/// <summary>The program cannot begin, or what it waits for does not come: the message says what to do.</summary>
sealed class SetupException(string message) : Exception(message);
