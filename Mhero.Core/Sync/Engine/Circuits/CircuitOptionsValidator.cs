namespace Mhero.Core.Sync.Engine.Circuits;

/// <summary>Checks the annotations of <see cref="CircuitOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class CircuitOptionsValidator : IValidateOptions<CircuitOptions>;
