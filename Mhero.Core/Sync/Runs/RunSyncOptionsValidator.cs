namespace Mhero.Core.Sync.Runs;

/// <summary>Checks the annotations of <see cref="RunSyncOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class RunSyncOptionsValidator : IValidateOptions<RunSyncOptions>;
