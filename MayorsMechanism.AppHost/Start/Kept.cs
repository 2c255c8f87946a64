using Aspire.Hosting.Publishing;

namespace MayorsMechanism.AppHost.Start;

/// <summary>A parameter's value that is generated at the first start and kept in the data folder.</summary>
/// <remarks>Aspire's own way to keep one is a file in the user's home, which does not know whose data it belongs to.</remarks>
sealed class Kept(Secrets secrets, string name, int length, string characters) : ParameterDefault
{
    public override string GetDefaultValue() => secrets.Get(name, length, characters);

    public override void WriteToManifest(ManifestPublishingContext context) =>
        throw new NotSupportedException("What is generated here is for this machine alone; deploy/ says what a deployment is given.");
}
