namespace Mhero.Core.Sync.Messages;

/// <summary>Checks the annotations of <see cref="MessageSyncOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class MessageSyncOptionsValidator : IValidateOptions<MessageSyncOptions>;
