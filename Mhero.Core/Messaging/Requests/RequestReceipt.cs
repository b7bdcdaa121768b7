using Mhero.Core.Messaging.Recipients;

namespace Mhero.Core.Messaging.Requests;

/// <summary>The answer to an order.</summary>
/// <param name="Id">The request's id, by which its progress is asked for and it is revoked.</param>
/// <param name="IsRepeat">Whether the same order was accepted before; nothing more is sent then.</param>
/// <param name="Recipients">How many people it goes to.</param>
/// <param name="LeftOut">Those who are left out, and why.</param>
/// <param name="Differs">Whether it is a repeat that differs from the first order; the first one counts.</param>
public sealed record RequestReceipt(Guid Id, bool IsRepeat, int Recipients, IReadOnlyList<LeftOutRecipient> LeftOut, bool Differs = false);
