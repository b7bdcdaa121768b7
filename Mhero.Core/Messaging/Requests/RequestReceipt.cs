using Mhero.Core.Messaging.Recipients;

namespace Mhero.Core.Messaging.Requests;

/// <summary>What became of an order at the door.</summary>
/// <param name="Id">The request's id, by which its progress is asked for and it is revoked.</param>
/// <param name="IsRepeat">Whether the same order was taken before; nothing more is sent then.</param>
/// <param name="Recipients">How many people it goes to.</param>
/// <param name="LeftOut">Who is left out, and why.</param>
/// <param name="Differs">Whether it is a repeat that says something else than the first order did; the first one counts.</param>
public sealed record RequestReceipt(Guid Id, bool IsRepeat, int Recipients, IReadOnlyList<LeftOutRecipient> LeftOut, bool Differs = false);
