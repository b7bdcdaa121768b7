namespace Mhero.Core.Sync.Changes;

/// <summary>Checks the annotations of <see cref="ChangeOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class ChangeOptionsValidator : IValidateOptions<ChangeOptions>;
