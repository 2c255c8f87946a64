using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Registry.Imports.Files;

/// <summary>The file as a whole cannot be read. The message is a text reference.</summary>
sealed class FileProblem(string code, params object[] arguments) : Exception(Text.Reference(code, arguments));
