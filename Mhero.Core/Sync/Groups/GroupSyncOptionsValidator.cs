namespace Mhero.Core.Sync.Groups;

/// <summary>Checks the annotations of <see cref="GroupSyncOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class GroupSyncOptionsValidator : IValidateOptions<GroupSyncOptions>;
