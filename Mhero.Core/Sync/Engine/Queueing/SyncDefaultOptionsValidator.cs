namespace Mhero.Core.Sync.Engine.Queueing;

/// <summary>Checks the annotations of <see cref="SyncDefaultOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class SyncDefaultOptionsValidator : IValidateOptions<SyncDefaultOptions>;
