import { useEffect, useState } from "react";

function attach(element: HTMLImageElement, picture: Blob): () => void {
  const url = URL.createObjectURL(picture);
  element.src = url;
  return () => {
    element.removeAttribute("src");
    URL.revokeObjectURL(url);
  };
}

/** A picture of the reader's own, as the browser shows it: sharper than its thumbnail. */
export function PictureFrame(props: { readonly picture: Blob; readonly className?: string }) {
  const { picture, className = "still" } = props;
  const [element, setElement] = useState<HTMLImageElement | null>(null);
  useEffect(() => {
    if (element === null) return undefined;
    return attach(element, picture);
  }, [element, picture]);
  return <img ref={setElement} className={className} alt="" />;
}
