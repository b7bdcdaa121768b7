namespace Mhero.Core.Sync.Flows;

/// <summary>Checks the annotations of <see cref="FlowSyncOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class FlowSyncOptionsValidator : IValidateOptions<FlowSyncOptions>;
